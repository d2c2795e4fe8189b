import { type CatalogueEntry, ProviderCallError } from '@heliograph/core'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { callTogether, isBatched } from './batched-queries.ts'
import {
  type OperationErrorFacts,
  type OperationErrorType,
  toErrorFacts,
  toOperationErrorType,
} from './operation-error.ts'
import { limitLists } from './limits/limit-lists.ts'
import { callProvider } from './provider-call.ts'
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

const callWithin = (entry: CatalogueEntry, input: Input, context: RequestContext): Promise<unknown> => {
  limitLists(entry, input, context.maxRecipients)
  const connection = connectionOf(entry, context)
  // Who goes away does not take back a mutation: it may have been sent, and its answer belongs in the log.
  const { runningCalls, request } = context
  if (entry.operation.kind === 'mutation') {
    return runningCalls.add(callProvider(entry, input, { ...connection, signal: runningCalls.signal }))
  }
  const cancellable = { ...connection, signal: AbortSignal.any([request.signal, runningCalls.signal]) }
  if (!isBatched(entry.id)) return callProvider(entry, input, cancellable)
  context.loaders ??= new Map()
  return callTogether(entry, input, cancellable, context.loaders)
}

/** Runs the operation and notes in the context how it went. Throws what `call` throws. */
const runOperation = async (
  entry: CatalogueEntry,
  input: Input,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> => {
  const startedAt = performance.now()
  const operation = entry.id
  const operationName = info.operation.name?.value.slice(0, longestOperationName)
  if (operationName !== undefined) context.operationName = operationName
  try {
    const output = await callWithin(entry, dropNulls(input), context)
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

/** The payload. Throws a GraphQLError whose extensions hold the facts of the failure. */
export const resolveQuery = async (
  entry: CatalogueEntry,
  input: Input,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> => {
  try {
    return await runOperation(entry, input, context, info)
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

/** A failure as a member of a result union. */
export interface OperationErrorObject extends OperationErrorFacts {
  readonly __typename: OperationErrorType
}

/** The payload, or the failure as an object of the result union. */
export const resolveMutation = async (
  entry: CatalogueEntry,
  input: Input,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> => {
  try {
    return await runOperation(entry, input, context, info)
  } catch (error) {
    if (!(error instanceof ProviderCallError)) throw error
    const facts = toErrorFacts(error, connectionOf(entry, context).missingSettings)
    return { __typename: toOperationErrorType(error), ...facts } satisfies OperationErrorObject
  }
}
