import { GraphQLError } from 'graphql'
import { RateLimiterRes } from 'rate-limiter-flexible'

/** The error for whoever asks too often: HTTP 429, and after how many seconds to come back. `refusal` is what the limiter rejected with; anything else is thrown as it is. */
export const refuseForNow = (refusal: unknown, reason: string): GraphQLError => {
  if (!(refusal instanceof RateLimiterRes)) throw refusal
  const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000))
  return new GraphQLError(`${reason} Try again in ${seconds} s.`, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterMs: seconds * 1_000,
      http: { status: 429, headers: { 'retry-after': String(seconds) } },
    },
  })
}
