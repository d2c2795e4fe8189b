import { type ExecutionArgs, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { RequestFacts } from '../request-context.ts'
import { createBoundedLabel, type Metrics } from './metrics.ts'

// Our codes and those of graphql-js are about thirty.
const mostCodes = 60

/** Counts the operations that are executed, and the errors of answers by their code. It stands after whatever gives errors their codes. */
export const useGraphqlMetrics = (metrics: Metrics): Plugin<RequestFacts> => {
  const bounded = createBoundedLabel(mostCodes)
  return {
    onExecute({ args }) {
      const { document, operationName } = args as ExecutionArgs
      const { calls } = args.contextValue
      const type = getOperationAST(document, operationName)?.operation ?? 'query'
      return {
        onExecuteDone({ result }) {
          const isError = 'errors' in result && (result.errors?.length ?? 0) > 0
          metrics.graphqlOperations.inc({ type, result: isError ? 'errors' : 'ok' })
          for (const { operation, isReplay, kind = 'none' } of calls) {
            if (isReplay) metrics.idempotentAnswers.inc({ operation, kind })
          }
        },
      }
    },
    onSubscribe() {
      return {
        onSubscribeResult({ result }) {
          const isError = !(Symbol.asyncIterator in result)
          metrics.graphqlOperations.inc({ type: 'subscription', result: isError ? 'errors' : 'ok' })
        },
      }
    },
    onResultProcess({ result }) {
      if (!('errors' in result)) return
      for (const { extensions } of result.errors ?? []) {
        const { code } = extensions
        metrics.graphqlErrors.inc({ code: typeof code === 'string' ? bounded(code) : 'none' })
      }
    },
  }
}
