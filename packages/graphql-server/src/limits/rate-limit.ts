import { GraphQLError } from 'graphql'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Caller } from '../access/caller.ts'
import { refuseForNow } from './refuse-for-now.ts'

/** How much a caller may do in a minute, in this process. */
export interface RateLimit {
  /**
   * Throws a GraphQLError with the code RATE_LIMITED where the caller has too few points left, and leaves it what it has; without
   * `retryAfterMs` where no minute has so many. `before` are those that the same request has used up already.
   */
  consume(caller: Caller, points: number, before?: number): Promise<void>
}

/** A limit of so many points a minute for each caller. */
export const createRateLimit = (pointsPerMinute: number): RateLimit => {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 })

  const refuseForever = (name: string, points: number) =>
    new GraphQLError(
      `This request costs ${points} points, and ${name} has ${pointsPerMinute} a minute (RATE_LIMIT). Nothing was sent. Send to fewer recipients at once, or raise the limit.`,
      { extensions: { code: 'RATE_LIMITED', retryable: false, http: { status: 429 } } },
    )
  return {
    async consume({ name }, points, before = 0) {
      if (points + before > pointsPerMinute) throw refuseForever(name, points + before)
      try {
        await limiter.consume(name, points)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        // A bulk that is too large for what is left must not take it from smaller sends.
        await limiter.reward(name, points)
        const left = pointsPerMinute - (refusal.consumedPoints - points)
        const reason =
          left > 0
            ? `This takes ${points} points, and ${name} has ${left} of its ${pointsPerMinute} of this minute left (RATE_LIMIT).`
            : `${name} has used up its ${pointsPerMinute} points of this minute (RATE_LIMIT).`
        throw refuseForNow(refusal, reason)
      }
    },
  }
}
