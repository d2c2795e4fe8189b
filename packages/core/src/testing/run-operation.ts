import { call, type CallContext, type DriftReport } from '../call.ts'
import type { CatalogueEntry } from '../catalogue.ts'
import type { ProviderCallError } from '../provider-call-error.ts'
import { catalogue } from '../providers/index.ts'
import { credentialsOf } from './credentials.ts'
import { createFakeRuntime, createScriptedTransport, type ScriptedAnswer } from './scripted-transport.ts'

/** Runs an operation against a script of answers, in a time of its own. */
export const runOperation = (
  id: string,
  input: unknown,
  answers: readonly ScriptedAnswer[],
  context: Partial<CallContext> = {},
) => {
  const entry = catalogue.find((candidate) => candidate.id === id) as CatalogueEntry
  const transport = createScriptedTransport(...answers)
  const runtime = createFakeRuntime()
  const drift: DriftReport[] = []
  const result = call(entry, input, {
    credentials: credentialsOf(entry.provider),
    transport,
    runtime,
    onDrift: (report) => drift.push(report),
    ...context,
  })
  const error = result.then(
    () => undefined,
    (cause: unknown) => cause as ProviderCallError,
  )
  return { transport, runtime, drift, result, error }
}
