import { type DocumentNode, getOperationAST, GraphQLError, type GraphQLSchema } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { RequestContext } from '../request-context.ts'
import { maxComplexity, measureComplexity } from './complexity.ts'
import type { RateLimit } from './rate-limit.ts'
import { prices, sumPoints } from './send-points.ts'
import { findVariablesError } from './variable-limits.ts'

interface ExecutionParts {
  readonly document: DocumentNode
  readonly schema: GraphQLSchema
  readonly operationName?: string | null | undefined
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined
  readonly contextValue?: unknown
}

/** Why a valid operation is not begun. */
const findRefusal = async (
  { document, schema, operationName, variableValues, contextValue }: ExecutionParts,
  rateLimit: RateLimit | undefined,
): Promise<GraphQLError | undefined> => {
  const operation = getOperationAST(document, operationName)
  if (!operation) return undefined
  const context = contextValue as RequestContext
  const variables = variableValues ?? {}
  const variablesError = findVariablesError(variables)
  if (variablesError) return variablesError
  const complexity = measureComplexity(schema, document, operation, variables, context)
  if (complexity !== undefined && complexity > maxComplexity) {
    return new GraphQLError(
      `This ${operation.operation} has a complexity of ${complexity}, and ${maxComplexity} is the most: ask for fewer fields, or in several requests.`,
      { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400, spec: true } } },
    )
  }
  if (!rateLimit) return undefined
  try {
    await rateLimit.consume(context.caller, sumPoints({ schema, document, operation, variables }), prices.request)
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/**
 * Refuses, before anything is sent, an operation that is too complex, or whose caller has too few points left. A request
 * over HTTP costs one point, and each of its root fields one more, or ten if it sends, and one for each recipient after the first.
 */
export const useCostLimits = (rateLimit: RateLimit | undefined): Plugin<RequestContext> => ({
  async onRequestParse({ serverContext }) {
    await rateLimit?.consume((serverContext as unknown as RequestContext).caller, prices.request)
  },
  async onExecute({ args, setResultAndStopExecution }) {
    const refusal = await findRefusal(args, rateLimit)
    if (refusal) setResultAndStopExecution({ errors: [refusal] })
  },
  async onSubscribe({ args, setResultAndStopExecution }) {
    const refusal = await findRefusal(args, rateLimit)
    if (refusal) setResultAndStopExecution({ errors: [refusal] })
  },
})
