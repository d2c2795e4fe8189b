import type { UndiciTransport } from '@heliograph/core/undici'
import { createRemoteJwksSigningKeyProvider, useJWT } from '@graphql-yoga/plugin-jwt'
import { GraphQLError } from 'graphql'
import type { Logger } from '../log.ts'
import { type Caller, scopes } from './caller.ts'

/** Whose JWTs are taken, and where the scopes stand in them. */
export interface JwtSettings {
  /** Absolute; https, or http to a loopback address. */
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
  /** A claim that is a list of words, or words with spaces between them. */
  readonly scopeClaim: string
}

// With a symmetric one, whoever knows the public key could sign.
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const satisfies readonly string[]

/** How much the clocks of two machines may differ, in seconds. */
const clockTolerance = 5

const keyFetchTimeoutMs = 5_000
const keyMaxAgeMs = 600_000
const keyFetchesPerMinute = 10

/** Reads the document with the keys. */
export type DocumentReader = Pick<UndiciTransport, 'get'>

interface Claims {
  readonly sub?: unknown
  readonly exp?: unknown
  readonly [claim: string]: unknown
}

const subjectText = /^[\x20-\x7e]{1,255}$/

const listWords = (claim: unknown): readonly unknown[] => {
  if (typeof claim === 'string') return claim.split(' ')
  return Array.isArray(claim) ? claim : []
}

const toCaller = ({ sub, exp, ...claims }: Claims, scopeClaim: string): Caller | undefined => {
  // Without an end, a token that leaks could not be got rid of.
  if (typeof exp !== 'number' || typeof sub !== 'string' || !subjectText.test(sub)) return undefined
  const words = listWords(claims[scopeClaim])
  return {
    name: `jwt:${sub}`,
    scopes: new Set(scopes.filter((scope) => words.includes(scope))),
    expiresAtMs: (exp + clockTolerance) * 1_000,
  }
}

/** The keys of a JWKS address, and whether the last attempt to fetch them failed. */
const createKeys = (jwksUri: string, documents: DocumentReader, log: Logger) => {
  let isMissing = false
  const fetcher = async (url: string): Promise<{ keys: unknown }> => {
    try {
      const deadline = Date.now() + keyFetchTimeoutMs
      const { status, body } = await documents.get(url, 'application/json', { deadline })
      if (status !== 200) throw new Error(`HTTP ${status}`)
      const { keys } = JSON.parse(new TextDecoder().decode(body)) as { readonly keys?: unknown }
      isMissing = false
      return { keys }
    } catch (error) {
      isMissing = true
      const reason = error instanceof Error ? error.message : 'no reason was given'
      log.error({ url, reason }, 'the keys of JWT_JWKS_URL cannot be fetched')
      throw error
    }
  }
  const provider = createRemoteJwksSigningKeyProvider({
    jwksUri,
    fetcher,
    cache: true,
    cacheMaxAge: keyMaxAgeMs,
    // Made-up key ids must not become requests to whoever issues the tokens.
    rateLimit: true,
    jwksRequestsPerMinute: keyFetchesPerMinute,
  })
  return { provider, isMissing: () => isMissing }
}

const silentLogger = { debug() {}, info() {}, warn() {}, error() {} }

/** The caller of a JWT; undefined where it is not good. Throws a GraphQLError with the code UNAVAILABLE where no key can be had. */
export type VerifyJwt = (token: string) => Promise<Caller | undefined>

/**
 * Verifies JWTs with Yoga's plugin. It is asked directly and not put among the plugins of the server, because a
 * WebSocket shows its token once, when it connects, and not with a request.
 */
export const createJwtVerifier = (
  { jwksUrl, issuer, audience, scopeClaim }: JwtSettings,
  documents: DocumentReader,
  log: Logger,
): VerifyJwt => {
  const keys = createKeys(jwksUrl, documents, log)
  const plugin = useJWT({
    signingKeyProviders: [keys.provider],
    tokenLookupLocations: [({ serverContext }) => ({ token: String(serverContext['token']) })],
    tokenVerification: { algorithms: [...algorithms], issuer, audience, clockTolerance },
  })
  // Its log would quote what is wrong with a token.
  plugin.onYogaInit?.({ yoga: { logger: silentLogger } } as never)

  return async (token) => {
    let verified: { readonly payload: Claims } | undefined
    const extendContext = ({ jwt }: { readonly jwt?: { readonly payload: Claims } }) => (verified = jwt)
    try {
      await plugin.onContextBuilding?.({ context: { token }, extendContext } as never)
    } catch {
      if (!keys.isMissing()) return undefined
      throw new GraphQLError('The keys of the issuer cannot be had now. Try again soon.', {
        extensions: { code: 'UNAVAILABLE', http: { status: 503, headers: { 'retry-after': '10' } } },
      })
    }
    return verified && toCaller(verified.payload, scopeClaim)
  }
}
