import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ExecutionResult, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { RunInSpan } from './run-in-span.ts'

// The client chooses it.
const longestName = 64

/** Each root field of queries and mutations in a span of its own. Changes the schema, which must be this server's alone. */
export const traceRootFields = (schema: GraphQLSchema, runInSpan: RunInSpan): void => {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(
    (type): type is GraphQLObjectType => type !== null && type !== undefined,
  )
  for (const field of roots.flatMap((type) => Object.values(type.getFields()))) {
    const { name, resolve } = field
    if (!resolve) continue
    field.resolve = (root, args, context, info) =>
      runInSpan(name, SpanKind.INTERNAL, { 'graphql.field.name': name }, async (span) => {
        const result: unknown = await resolve(root, args, context, info)
        const type = (result as { readonly __typename?: unknown } | null | undefined)?.__typename
        if (typeof type === 'string' && type.endsWith('Error')) {
          span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
        }
        return result
      })
  }
}

/** Executes a query or a mutation in a span. */
export type TraceExecution = (
  operation: OperationDefinitionNode,
  run: () => Promise<ExecutionResult>,
) => Promise<ExecutionResult>

/** The document is not in the span, because it may hold texts and numbers. */
export const createExecutionTracing =
  (runInSpan: RunInSpan): TraceExecution =>
  ({ operation: type, name: given }, run) => {
    const name = given?.value.slice(0, longestName)
    const attributes = { 'graphql.operation.type': type, ...(name !== undefined && { 'graphql.operation.name': name }) }
    return runInSpan(name === undefined ? type : `${type} ${name}`, SpanKind.INTERNAL, attributes, async (span) => {
      const result = await run()
      if (result.errors) span.setStatus({ code: SpanStatusCode.ERROR })
      return result
    })
  }
