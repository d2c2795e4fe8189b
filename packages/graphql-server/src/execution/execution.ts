import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  subscribe,
} from 'graphql'
import { mapAsyncIterator } from 'graphql-yoga'
import type { CostLimits } from '../limits/cost-limits.ts'
import { type PersistedDocuments, refuseUnlisted } from '../limits/persisted-documents.ts'
import type { GraphqlMetrics } from '../observability/graphql-metrics.ts'
import type { TraceExecution } from '../observability/graphql-tracing.ts'
import type { RequestContext } from '../request-context.ts'
import { type CompleteErrors, maskError } from './error-facts.ts'
import { createDocumentReader, maxErrors } from './read-document.ts'

/** What a GraphQL request asks for. */
export interface GraphqlParams {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** What a query or a mutation comes to; or the events of a subscription. */
export type GraphqlResult = ExecutionResult | AsyncIterableIterator<ExecutionResult>

/** Runs GraphQL requests of callers who may come in, whatever they came over. */
export interface Execution {
  /**
   * The result. Errors within it may have others behind them, which must not go out: `completeErrors` makes them ready; those of
   * the events of a subscription are ready. Throws a GraphQLError for a document that cannot be read.
   */
  run(params: GraphqlParams, context: RequestContext, isGet: boolean): Promise<GraphqlResult>
}

export interface ExecutionParts {
  readonly schema: GraphQLSchema
  readonly introspection: boolean
  readonly costLimits: CostLimits
  readonly completeErrors: CompleteErrors
  /** Documents that clients ask for by their ids; if they are exclusive, no others are run. */
  readonly persistedDocuments?: PersistedDocuments | undefined
  readonly metrics?: GraphqlMetrics | undefined
  readonly trace?: TraceExecution | undefined
}

const maskErrors = (result: ExecutionResult): ExecutionResult =>
  result.errors ? { ...result, errors: result.errors.map((error) => maskError(error) as GraphQLError) } : result

/** The parser, the validation and the executor of graphql-js behind our limits; its messages name a wrong field by its path. */
export const createExecution = (parts: ExecutionParts): Execution => {
  const { schema, introspection, costLimits, completeErrors, persistedDocuments, metrics, trace } = parts
  const onlyDocuments = persistedDocuments?.isExclusive ? new Set(persistedDocuments.documents.values()) : undefined
  const documents = createDocumentReader(schema, introspection)
  const options = { hideSuggestions: !introspection, options: { maxCoercionErrors: maxErrors } }

  const executeOnce = async (
    args: ExecutionArgs,
    operation: OperationDefinitionNode,
    context: RequestContext,
  ): Promise<ExecutionResult> => {
    const run = async () => execute(args)
    const result = maskErrors(await (trace ? trace(operation, run) : run()))
    metrics?.countExecution(operation, result, context.calls)
    // The store writes while graphql-js completes the result.
    if (context.awaited.length > 0) await Promise.all(context.awaited)
    return result
  }
  const begin = async (args: ExecutionArgs, operation: OperationDefinitionNode, { requestId }: RequestContext) => {
    const events = await subscribe(args)
    metrics?.countSubscription(events)
    if (!(Symbol.asyncIterator in events)) return maskErrors(events)
    const complete = (event: ExecutionResult): ExecutionResult => {
      const { errors, ...rest } = maskErrors(event)
      return errors ? { ...rest, errors: completeErrors(errors, requestId) } : rest
    }
    // Where the source of the events itself fails, the last of them says so.
    const fail = (error: unknown) => complete({ errors: [maskError(error) as GraphQLError] })
    return mapAsyncIterator(events as AsyncIterableIterator<ExecutionResult>, complete, fail)
  }
  const toArgs = (
    document: DocumentNode,
    { variables, operationName }: GraphqlParams,
    contextValue: RequestContext,
  ) => ({
    schema,
    document,
    contextValue,
    variableValues: variables,
    operationName,
    ...options,
  })

  return {
    async run(params, context, isGet) {
      if (onlyDocuments && !onlyDocuments.has(params.query)) throw refuseUnlisted()
      const read = documents.read(params.query, params.operationName, isGet)
      if ('errors' in read) return { errors: read.errors }
      const { document, operation } = read
      const refusal = await costLimits.find({ schema, document, operation, variables: params.variables ?? {} }, context)
      if (refusal) return { errors: [refusal] }
      const args = toArgs(document, params, context)
      return operation.operation === 'subscription'
        ? begin(args, operation, context)
        : executeOnce(args, operation, context)
    },
  }
}
