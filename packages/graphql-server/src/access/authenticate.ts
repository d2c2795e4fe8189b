import { createUndiciTransport } from '@heliograph/core/undici'
import type { Logger } from '../log.ts'
import { type ApiToken, findCaller, isSameToken } from './api-tokens.ts'
import { type Caller, localCaller } from './caller.ts'
import { createJwtVerifier, type DocumentReader, type JwtSettings } from './jwt.ts'

/** What shows who somebody is: the headers of a request, or the connection params of a WebSocket. */
export type Credentials = { get(name: string): string | null } | Readonly<Record<string, unknown>>

/** Who may come in. */
export interface Authenticator {
  /** Whether a caller has to show a token. */
  readonly isTokenRequired: boolean
  /** Who counts as the caller until somebody has been authenticated: nobody who may do anything, where tokens are required. */
  readonly firstCaller: Caller
  /**
   * The caller whose token stands in `authorization` (in any letter case) as `Bearer …`; undefined if there is none or it
   * is not good. Throws a GraphQLError with the code UNAVAILABLE where a JWT cannot be checked now.
   */
  authenticate(given: Credentials | null | undefined): Promise<Caller | undefined>
  /** Whether somebody who was let in would be let in with the same token now: it may have ended, or been taken away. */
  isStillKnown(caller: Caller): boolean
  /** Takes other tokens from now on. */
  replaceTokens(tokens: readonly ApiToken[]): void
}

const nobody: Caller = { name: 'nobody', scopes: new Set() }

const bearer = /^Bearer +([^\s]+) *$/i
const compactJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** What stands in `authorization`; undefined if nothing does. */
export const readAuthorization = (given: Credentials | null | undefined): string | undefined => {
  if (given === null || given === undefined) return undefined
  if (typeof given['get'] === 'function') return (given as Pick<Headers, 'get'>).get('authorization') ?? undefined
  const [, value] = Object.entries(given).find(([name]) => name.toLowerCase() === 'authorization') ?? []
  return typeof value === 'string' ? value : undefined
}

/**
 * Knows callers by the given tokens, and by JWTs if an issuer is given; without either, everybody is `localCaller`. The issuer's
 * keys are read directly, by no proxy, unless `documents` reads them.
 */
export const createAuthenticator = (
  { tokens, jwt }: { readonly tokens: readonly ApiToken[]; readonly jwt?: JwtSettings | undefined },
  log: Logger,
  documents?: DocumentReader,
): Authenticator => {
  const isTokenRequired = tokens.length > 0 || jwt !== undefined
  const verifyJwt = jwt && createJwtVerifier(jwt, documents ?? createUndiciTransport(), log)
  let current = tokens
  return {
    isTokenRequired,
    firstCaller: isTokenRequired ? nobody : localCaller,
    async authenticate(given) {
      if (!isTokenRequired) return localCaller
      const [, token] = bearer.exec(readAuthorization(given) ?? '') ?? []
      if (token === undefined) return undefined
      const caller = findCaller(current, token)
      return caller ?? (verifyJwt && compactJwt.test(token) ? verifyJwt(token) : undefined)
    },
    isStillKnown(caller) {
      if (!isTokenRequired) return true
      if (caller.expiresAtMs !== undefined) return Date.now() < caller.expiresAtMs
      return current.some((token) => token.caller === caller)
    },
    replaceTokens(replacement) {
      // Whoever keeps a token stays who they are.
      current = replacement.map((token) => current.find((known) => isSameToken(known, token)) ?? token)
    },
  }
}
