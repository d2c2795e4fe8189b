import { type CatalogueEntry, ProviderCallError } from '@heliograph/core'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { callTogether, isBatched } from './batched-queries.ts'
import { readKey, takesKey } from './idempotency/idempotency-key.ts'
import { limitLists } from './limits/limit-lists.ts'
import { type MutationAnswer, toErrorFacts, toErrorObject } from './operation-error.ts'
import { callProvider, callProviderChecked } from './provider-call.ts'
import type { ProviderConnection } from './provider-connections.ts'
import type { RequestContext } from './request-context.ts'

type Input = Readonly<Record<string, unknown>>

// The client chooses it, and the log keeps it.
const longestOperationName = 64

/** An explicit null means the same as leaving the field out. */
const dropNulls = (input: Input): Input =>
  Object.values(input).includes(null)
    ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
    : input

const connectionOf = ({ provider }: CatalogueEntry, { connections }: RequestContext): ProviderConnection => {
  const connection = connections[provider.name]
  if (!connection) throw new TypeError(`There is no connection to ${provider.name}`)
  return connection
}

const nameRequest = (context: RequestContext, { operation }: GraphQLResolveInfo): void => {
  const operationName = operation.name?.value.slice(0, longestOperationName)
  if (operationName !== undefined) context.operationName = operationName
}

/** Notes in the context how a call went. Throws what it throws. */
const noted = async <Output>(
  { id: operation }: CatalogueEntry,
  context: RequestContext,
  run: () => Promise<Output>,
): Promise<Output> => {
  const startedAt = performance.now()
  try {
    const output = await run()
    context.noteCall({ operation, durationMs: performance.now() - startedAt })
    return output
  } catch (error) {
    const durationMs = performance.now() - startedAt
    if (error instanceof ProviderCallError) {
      const { kind, outcome, code, attempts } = error
      context.noteCall({ operation, durationMs, kind, outcome, attempts, ...(code !== undefined && { code }) })
    } else {
      context.noteCall({ operation, durationMs })
    }
    throw error
  }
}

const runQuery = (entry: CatalogueEntry, input: Input, context: RequestContext): Promise<unknown> => {
  limitLists(entry, input, context.maxRecipients)
  const { runningCalls, request } = context
  const signal = AbortSignal.any([request.signal, runningCalls.signal])
  const cancellable = { ...connectionOf(entry, context), signal }
  if (!isBatched(entry.id)) return callProvider(entry, input, cancellable)
  context.loaders ??= new Map()
  return callTogether(entry, input, cancellable, context.loaders)
}

/** The payload. Throws a GraphQLError whose extensions hold the facts of the failure. */
export const resolveQuery = async (
  entry: CatalogueEntry,
  input: Input,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> => {
  try {
    nameRequest(context, info)
    return await noted(entry, context, async () => runQuery(entry, dropNulls(input), context))
  } catch (error) {
    if (!(error instanceof ProviderCallError)) throw error
    const { message, fieldErrors, retryAfterMs, ...facts } = toErrorFacts(
      error,
      connectionOf(entry, context).missingSettings,
    )
    const extensions = {
      ...facts,
      ...(fieldErrors.length > 0 && { fieldErrors }),
      ...(retryAfterMs !== null && { retryAfterMs }),
    }
    throw new GraphQLError(message, { extensions })
  }
}

/** What a mutation is given. */
export interface MutationArguments {
  readonly input?: Input
  readonly idempotencyKey?: string | null
}

const runMutation = async (
  entry: CatalogueEntry,
  args: MutationArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<MutationAnswer> => {
  const { runningCalls, sending, caller } = context
  const connection = connectionOf(entry, context)
  const input = dropNulls(args.input ?? {})
  limitLists(entry, input, context.maxRecipients)
  // Who goes away does not take back a mutation: it may have been sent, and its answer belongs in the log.
  const uncut = { ...connection, signal: runningCalls.signal }
  const note = (run: () => Promise<unknown>) => noted(entry, context, run) as Promise<MutationAnswer>
  const operation = entry.id
  const key = takesKey(entry.operation)
    ? readKey(entry, args.idempotencyKey, context.isSocket ? undefined : context.request.headers, info)
    : undefined
  return sending.run({
    entry,
    input,
    owner: caller.name,
    key,
    call: (given) => note(() => callProvider(entry, given, uncut)),
    callChecked: (given) => note(() => callProviderChecked(entry, given, uncut)),
    toError: (error) => toErrorObject(error, connection.missingSettings),
    awaitBeforeAnswer: (write) => void context.awaited.push(write),
    noteKeyed: (failure) => context.noteCall({ operation, durationMs: 0, isReplay: true, ...failure }),
  })
}

/** The payload, or the failure as an object of the result union. */
export const resolveMutation = async (
  entry: CatalogueEntry,
  args: MutationArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<MutationAnswer> => {
  nameRequest(context, info)
  try {
    return await context.runningCalls.add(runMutation(entry, args, context, info))
  } catch (error) {
    if (!(error instanceof ProviderCallError)) throw error
    return toErrorObject(error, connectionOf(entry, context).missingSettings)
  }
}
