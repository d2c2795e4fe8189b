import * as v from 'valibot'
import { findBaseUrlProblem } from './base-url.ts'
import type { CatalogueEntry } from './catalogue.ts'
import { type CheckedInput, checkInput, findEarlySendTimes } from './check-input.ts'
import { type Failure, toCallError, toFailure, toHttpFailure } from './classify-failure.ts'
import { redactFailure } from './redact-failure.ts'
import {
  type AnswerOrRefusal,
  type AnyProvider,
  type DriftChange,
  MissingCredentialError,
  UnreadableAnswerError,
} from './provider.ts'
import type { FieldIssue, Outcome } from './provider-call-error.ts'
import { defaultRetryPolicy, delayBeforeRetry, parseRetryAfter, type RetryPolicy } from './retry.ts'
import type { Runtime } from './runtime.ts'
import type { HttpResponse, Transport } from './transport.ts'

/** A field of an answer that differs from what the operation declares. The value itself is not told. */
export interface DriftReport {
  /** `sms365.contact.list` */
  readonly operation: string
  /** Dotted, with `[]` for the rows of a list: `contacts[].nickname`. */
  readonly path: string
  readonly change: DriftChange
}

/** Everything a call needs from outside. */
export interface CallContext {
  readonly credentials: unknown
  /** Where the provider is; its default address if left out. */
  readonly baseUrl?: string | undefined
  readonly transport: Transport
  readonly runtime: Runtime
  readonly retry?: RetryPolicy | undefined
  /** For the call as a whole, all attempts and waits included; 30 seconds if left out. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onDrift?: ((report: DriftReport) => void) | undefined
}

export const defaultTimeoutMs = 30_000

/**
 * Runs one operation: check input → encode → authorise → send → decode → check output, with the retry rule around
 * the sending. Throws ProviderCallError and nothing else.
 */
export const call = async (entry: CatalogueEntry, input: unknown, context: CallContext): Promise<unknown> => {
  const checked = checkInput(entry, input, context.runtime.now())
  if ('issues' in checked) throw toCallError(entry, toInvalidInput(checked.issues), 0)
  return callChecked(entry, checked.input, context)
}

/** Runs one operation as `call` does, with an input that `checkInput` has given. */
export const callChecked = async (
  entry: CatalogueEntry,
  input: CheckedInput,
  context: CallContext,
): Promise<unknown> => {
  const { operation } = entry
  const { runtime } = context
  const baseUrl = context.baseUrl ?? entry.provider.defaultBaseUrl
  const problem = findBaseUrlProblem(baseUrl)
  if (problem) throw toCallError(entry, { kind: 'invalid-input', outcome: 'not-accepted', what: problem }, 0)

  const patienceMs = operation.patienceMs?.(input) ?? 0
  const deadline = runtime.now() + (context.timeoutMs ?? defaultTimeoutMs) + patienceMs
  const drift = reportOnce(entry.id, context.onDrift)
  const run = (piece: CheckedInput) =>
    repeat(entry, context, deadline, () => send(entry, piece, { ...context, baseUrl, deadline, drift }))

  const pieces: readonly CheckedInput[] | undefined = operation.split?.(input)
  if (!pieces || !operation.join) return run(input)
  const outputs: unknown[] = []
  // One after another: the next piece is not asked for once one has failed.
  for (const piece of pieces) outputs.push(await run(piece))
  return operation.join(outputs)
}

const toInvalidInput = (issues: readonly FieldIssue[]): Failure => ({
  kind: 'invalid-input',
  outcome: 'not-accepted',
  what: issues.map(({ message }) => message).join('; '),
  issues,
})

const reportOnce = (operation: string, onDrift: CallContext['onDrift']) => {
  const seen = new Set<string>()
  return (path: string, change: DriftChange): void => {
    if (!onDrift || seen.has(`${change} ${path}`)) return
    seen.add(`${change} ${path}`)
    try {
      onDrift({ operation, path, change })
    } catch {
      // Whoever listens must not turn an accepted message into a failure.
    }
  }
}

/** An attempt that failed, before it is known whether another follows. */
class AttemptFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.what)
    this.failure = failure
  }
}

/** Attempts until one succeeds or must not be followed by another. */
const repeat = async (
  entry: CatalogueEntry,
  { runtime, retry = defaultRetryPolicy, signal }: CallContext,
  deadline: number,
  attemptOnce: () => Promise<unknown>,
): Promise<unknown> => {
  let outcome: Outcome = 'not-accepted'
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce()
    } catch (cause) {
      const failure = cause instanceof AttemptFailure ? cause.failure : toFailure(cause)
      // Once an answer was lost, a later refusal does not prove that nothing happened.
      if (failure.outcome === 'unknown') outcome = 'unknown'
      const error = toCallError(entry, { ...failure, outcome }, attempt)
      const remainingMs = deadline - runtime.now()
      const delay = delayBeforeRetry(error, attempt, retry, { random: runtime.random(), remainingMs })
      if (delay === null) throw error
      try {
        await runtime.sleep(delay, signal)
      } catch {
        const what = 'cancelled while waiting to repeat the request'
        throw toCallError(entry, { kind: 'cancelled', outcome, what }, attempt)
      }
    }
  }
}

interface Attempt extends CallContext {
  readonly baseUrl: string
  readonly deadline: number
  drift(path: string, change: DriftChange): void
}

/** One request and its answer. Throws AttemptFailure, or what the transport and the decoding throw. */
const send = async (entry: CatalogueEntry, input: CheckedInput, context: Attempt): Promise<unknown> => {
  const { operation, provider } = entry
  const { credentials, baseUrl, deadline, signal } = context
  if (signal?.aborted) {
    throw new AttemptFailure({
      kind: 'cancelled',
      outcome: 'not-accepted',
      what: 'cancelled before the request was sent',
    })
  }
  // A wait between two attempts may have used the margin up.
  const early = findEarlySendTimes(entry, input, context.runtime.now())
  if (early.length > 0) throw new AttemptFailure(toInvalidInput(early))
  const { request, httpRequest } = prepare(entry, input, credentials, baseUrl)
  const response = await context.transport.send(httpRequest, { signal, deadline })
  const result = readAnswer(provider, request, response, context)
  if (result.type === 'refusal') {
    const failure = redactFailure(toRefusal(provider, result), entry, input, credentials)
    if (!operation.errors.includes(result.code ?? '')) context.drift(`error ${failure.code ?? 'without code'}`, 'added')
    throw new AttemptFailure(failure)
  }
  const decoded: unknown = operation.decode(result.answer, input)
  if (context.onDrift) result.record.reportUnread()
  const output = v.safeParse(operation.output, decoded)
  if (output.success) return output.output
  const paths = output.issues.map((issue) => v.getDotPath(issue) ?? 'the answer')
  throw new UnreadableAnswerError(`the answer has no readable ${paths.join(', ')}`)
}

/** Nothing has been written yet, so whatever fails here was not accepted. */
const prepare = ({ operation, provider }: CatalogueEntry, input: unknown, credentials: unknown, baseUrl: string) => {
  try {
    const request: unknown = operation.encode(input)
    return { request, httpRequest: provider.authorise(request, credentials, baseUrl) }
  } catch (cause) {
    const kind = cause instanceof MissingCredentialError ? 'authentication' : 'invalid-input'
    const what = cause instanceof Error ? cause.message : 'the request cannot be written'
    throw new AttemptFailure({ kind, outcome: 'not-accepted', what })
  }
}

type Answer = AnswerOrRefusal<unknown>
type Refusal = Extract<Answer, { type: 'refusal' }>

const readAnswer = (provider: AnyProvider, request: unknown, response: HttpResponse, context: Attempt): Answer => {
  const { status, headers } = response
  if (status >= 200 && status < 300) return provider.readAnswer(response, request, context)
  const failure = toHttpFailure(status, parseRetryAfter(headers['retry-after'], context.runtime.now()))
  const answer = status >= 400 && status < 500 ? tryReadAnswer(provider, request, response, context) : undefined
  // A provider may put its own refusal into a 4xx; 429 keeps its meaning.
  if (answer?.type === 'refusal' && status !== 429) return answer
  if (answer?.type === 'answer') {
    const what = `${failure.what}, with a body that reports a success`
    throw new AttemptFailure({ kind: 'unexpected-reply', outcome: 'unknown', what })
  }
  throw new AttemptFailure(failure)
}

const tryReadAnswer = (
  provider: AnyProvider,
  request: unknown,
  response: HttpResponse,
  context: Attempt,
): Answer | undefined => {
  try {
    return provider.readAnswer(response, request, context)
  } catch {
    return undefined
  }
}

const toRefusal = (provider: AnyProvider, { code, message }: Refusal): Failure => {
  const known = code === undefined || !Object.hasOwn(provider.errors, code) ? undefined : provider.errors[code]
  const words = message?.trim() || known?.meaning
  const what = `${provider.title} refused it${code === undefined ? '' : ` with ${code}`}${words ? ` (${words})` : ''}`
  const issues =
    known?.field && known.kind === 'invalid-input' ? [{ path: known.field, message: words ?? known.meaning }] : []
  return {
    kind: known?.kind ?? 'rejected',
    outcome: 'not-accepted',
    what,
    advice: known?.advice,
    code,
    providerMessage: words,
    issues,
  }
}
