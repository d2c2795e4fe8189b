import { RateLimiterMemory } from 'rate-limiter-flexible'
import { refuseForNow } from '../limits/refuse-for-now.ts'

/** How often an address may show a wrong token in a minute, of one process. */
export const mostFailedLogins = 20

/** Wrong tokens by the address they came from. A good token is taken from any address, so nobody can lock another out. */
export interface FailedLogins {
  /** Throws a GraphQLError with the code RATE_LIMITED where the address has shown too many. */
  add(address: string): Promise<void>
}

export const createFailedLogins = (): FailedLogins => {
  const limiter = new RateLimiterMemory({ points: mostFailedLogins, duration: 60 })
  return {
    async add(address) {
      try {
        await limiter.consume(address)
      } catch (refusal) {
        throw refuseForNow(refusal, 'Too many wrong tokens came from this address.')
      }
    },
  }
}
