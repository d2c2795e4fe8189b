import type { ExecutionResult, GraphQLError, OperationDefinitionNode } from 'graphql'
import type { CallRecord } from '../request-context.ts'
import { createBoundedLabel, type Metrics } from './metrics.ts'

// Our codes and those of graphql-js are about thirty.
const mostCodes = 60

/** Counts what GraphQL requests come to. */
export interface GraphqlMetrics {
  /** A query or a mutation that was executed, and the calls it made. */
  countExecution(operation: OperationDefinitionNode, result: ExecutionResult, calls: readonly CallRecord[]): void
  /** A subscription that began, or could not. */
  countSubscription(events: object): void
  /** The errors of an answer by their code; they must have one. */
  countErrors(errors: readonly GraphQLError[]): void
}

export const createGraphqlMetrics = (metrics: Metrics): GraphqlMetrics => {
  const bounded = createBoundedLabel(mostCodes)
  return {
    countExecution({ operation: type }, { errors = [] }, calls) {
      metrics.graphqlOperations.inc({ type, result: errors.length > 0 ? 'errors' : 'ok' })
      for (const { operation, isReplay, kind = 'none' } of calls) {
        if (isReplay) metrics.idempotentAnswers.inc({ operation, kind })
      }
    },
    countSubscription(events) {
      const isError = !(Symbol.asyncIterator in events)
      metrics.graphqlOperations.inc({ type: 'subscription', result: isError ? 'errors' : 'ok' })
    },
    countErrors(errors) {
      for (const { extensions } of errors) {
        const { code } = extensions
        metrics.graphqlErrors.inc({ code: typeof code === 'string' ? bounded(code) : 'none' })
      }
    },
  }
}
