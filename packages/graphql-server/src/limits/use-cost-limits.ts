import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { RequestContext } from '../request-context.ts'
import { maxComplexity, measureComplexity } from './complexity.ts'
import type { RateLimit } from './rate-limit.ts'
import { findVariablesError } from './variable-limits.ts'

/** What a root field costs of a caller's points: one that sends costs as much as ten others. */
const pointsOf = (schema: GraphQLSchema, operation: OperationTypeNode, fieldName: string): number =>
  schema.getRootType(operation)?.getFields()[fieldName]?.extensions.scope === 'send' ? 10 : 1

const sumPoints = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationTypeNode,
  { selections }: SelectionSetNode,
): number =>
  selections.reduce((points, selection) => {
    if (selection.kind === Kind.FIELD) return points + pointsOf(schema, operation, selection.name.value)
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return points + sumPoints(schema, document, operation, selection.selectionSet)
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    )
    return fragment?.kind === Kind.FRAGMENT_DEFINITION
      ? points + sumPoints(schema, document, operation, fragment.selectionSet)
      : points
  }, 0)

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
  const variablesError = findVariablesError(variableValues ?? {})
  if (variablesError) return variablesError
  const complexity = measureComplexity(schema, document, operation, variableValues ?? {}, context)
  if (complexity !== undefined && complexity > maxComplexity) {
    return new GraphQLError(
      `This ${operation.operation} has a complexity of ${complexity}, and ${maxComplexity} is the most: ask for fewer fields, or in several requests.`,
      { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400, spec: true } } },
    )
  }
  try {
    await rateLimit?.consume(context.caller, sumPoints(schema, document, operation.operation, operation.selectionSet))
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/**
 * Refuses, before anything is sent, an operation that is too complex, or whose caller has no points left. A request
 * over HTTP costs one point, and each of its root fields one more, or ten if it sends.
 */
export const useCostLimits = (rateLimit: RateLimit | undefined): Plugin<RequestContext> => ({
  async onRequestParse({ serverContext }) {
    await rateLimit?.consume((serverContext as unknown as RequestContext).caller, 1)
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
