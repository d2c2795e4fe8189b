import { GraphQLError } from 'graphql'
import type { RequestContext } from '../request-context.ts'
import { maxComplexity, measureComplexity } from './complexity.ts'
import type { RateLimit } from './rate-limit.ts'
import { type MeasuredOperation, prices, sumPoints } from './send-points.ts'
import { findVariablesError } from './variable-limits.ts'

/** Refuses, before anything is sent, an operation that is too complex, or whose caller has too few points left. */
export interface CostLimits {
  /** Why a valid operation is not begun; undefined if it may. Takes its points. */
  find(operation: MeasuredOperation, context: RequestContext): Promise<GraphQLError | undefined>
}

/** With a rate limit, each root field costs one point, or ten if it sends, and one for each recipient after the first. */
export const createCostLimits = (rateLimit: RateLimit | undefined): CostLimits => ({
  async find(measured, context) {
    const variablesError = findVariablesError(measured.variables)
    if (variablesError) return variablesError
    const complexity = measureComplexity(measured, context)
    if (complexity !== undefined && complexity > maxComplexity) {
      return new GraphQLError(
        `This ${measured.operation.operation} has a complexity of ${complexity}, and ${maxComplexity} is the most: ask for fewer fields, or in several requests.`,
        { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400, spec: true } } },
      )
    }
    if (!rateLimit) return undefined
    try {
      await rateLimit.consume(context.caller, sumPoints(measured), prices.request)
      return undefined
    } catch (error) {
      if (error instanceof GraphQLError) return error
      throw error
    }
  },
})
