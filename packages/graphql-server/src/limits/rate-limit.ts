import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Caller } from '../access/caller.ts'
import { refuseForNow } from './refuse-for-now.ts'

/** How much a caller may do in a minute, in this process. */
export interface RateLimit {
  /** Throws a GraphQLError with the code RATE_LIMITED where the caller has no points left. */
  consume(caller: Caller, points: number): Promise<void>
}

/** A limit of so many points a minute for each caller. */
export const createRateLimit = (pointsPerMinute: number): RateLimit => {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 })
  return {
    async consume({ name }, points) {
      try {
        await limiter.consume(name, points)
      } catch (refusal) {
        throw refuseForNow(refusal, `${name} has used up its ${pointsPerMinute} points of this minute (RATE_LIMIT).`)
      }
    },
  }
}
