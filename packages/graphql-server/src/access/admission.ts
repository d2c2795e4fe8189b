import { GraphQLError } from 'graphql'
import { prices } from '../limits/send-points.ts'
import type { RateLimit } from '../limits/rate-limit.ts'
import { findCrossSiteProblem } from '../limits/refuse-cross-site.ts'
import { type Authenticator, readAuthorization } from './authenticate.ts'
import type { Caller } from './caller.ts'
import type { FailedLogins } from './failed-logins.ts'

/** Why a request without a good token is refused, before anything of it is read. */
const refuse = (isTokenGiven: boolean): GraphQLError =>
  new GraphQLError(
    isTokenGiven
      ? 'The token is not valid here.'
      : 'A token is needed: send it in the header Authorization, as "Bearer" and the token.',
    {
      extensions: {
        code: 'UNAUTHENTICATED',
        // RFC 6750: no error where no credentials were given.
        http: {
          status: 401,
          headers: { 'www-authenticate': `Bearer realm="heliograph"${isTokenGiven ? ', error="invalid_token"' : ''}` },
        },
      },
    },
  )

/** A request as far as it says who sends it, and from where. */
export interface AdmissibleRequest {
  readonly method: string
  readonly headers: { get(name: string): string | null }
}

interface AdmissibleContext {
  caller: Caller
  /** The request of node:http, where there is one. */
  readonly req?: { readonly socket: { readonly remoteAddress?: string | undefined } }
}

/** Lets GraphQL requests in, before their body is read. */
export interface Admission {
  /**
   * Says in the context who sends the request, and takes its point. Throws a GraphQLError for a page of another origin, for
   * nobody (401), for an address that guesses tokens, and where the caller has no points left (429).
   */
  admit(request: AdmissibleRequest, context: AdmissibleContext): Promise<void>
}

export const createAdmission = (
  { authenticate, isTokenRequired }: Authenticator,
  failedLogins: FailedLogins,
  rateLimit: RateLimit | undefined,
): Admission => ({
  async admit({ method, headers }, context) {
    const problem = findCrossSiteProblem(method, headers)
    if (problem) throw problem
    if (isTokenRequired) {
      const caller = await authenticate(headers)
      if (caller === undefined) {
        const isTokenGiven = readAuthorization(headers) !== undefined
        if (isTokenGiven) await failedLogins.add(context.req?.socket.remoteAddress ?? 'unknown')
        throw refuse(isTokenGiven)
      }
      context.caller = caller
    }
    await rateLimit?.consume(context.caller, prices.request)
  },
})
