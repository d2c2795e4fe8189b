import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { RequestFacts } from '../request-context.ts'
import { type Authenticator, readAuthorization } from './authenticate.ts'
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

interface NodeContext {
  readonly req?: { readonly socket: { readonly remoteAddress?: string } }
}

/** Finds out who sends a GraphQL request, before its body is read; the answer to nobody is 401, and 429 to an address that guesses. */
export const useAuthentication = (
  { authenticate, isTokenRequired }: Authenticator,
  failedLogins: FailedLogins,
): Plugin<Record<never, never>, Partial<RequestFacts> & NodeContext> => ({
  async onRequestParse({ request, serverContext }) {
    if (!isTokenRequired) return
    const caller = await authenticate(request.headers)
    if (caller !== undefined) {
      Object.assign(serverContext, { caller } satisfies Partial<RequestFacts>)
      return
    }
    const isTokenGiven = readAuthorization(request.headers) !== undefined
    if (isTokenGiven) await failedLogins.add(serverContext.req?.socket.remoteAddress ?? 'unknown')
    throw refuse(isTokenGiven)
  },
})
