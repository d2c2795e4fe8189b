import { findBaseUrlProblem } from '@heliograph/core'
import { type ApiToken, parseApiTokens } from '../access/api-tokens.ts'
import type { JwtSettings } from '../access/jwt.ts'
import { readSecret } from './read-secret.ts'
import { type Environment, readSwitch } from './read-setting.ts'

/** Who may come in, and what may be looked at. */
export interface AccessSettings {
  readonly tokens: readonly ApiToken[]
  /** Where the tokens stand, if in a file; it is read again when it changes. */
  readonly tokensFile?: string
  readonly jwt?: JwtSettings
  /** Whether a browser is shown GraphiQL. */
  readonly graphiql: boolean
  /** Whether the schema may be asked for. */
  readonly introspection: boolean
}

/** Whether a caller has to show who it is; else the server listens on loopback only. */
export const isTokenRequired = ({ tokens, jwt }: Pick<AccessSettings, 'tokens' | 'jwt'>): boolean =>
  tokens.length > 0 || jwt !== undefined

/** Nobody has to show a token, and everything may be looked at. */
export const openAccess: AccessSettings = { tokens: [], graphiql: true, introspection: true }

const parseTokens = (env: Environment, problems: string[]): readonly ApiToken[] => {
  const text = readSecret(env, 'API_TOKENS', problems)
  if (text === undefined) return []
  return parseApiTokens(text, env['API_TOKENS'] === undefined ? 'API_TOKENS_FILE' : 'API_TOKENS', problems)
}

const jwtSettings = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_SCOPE_CLAIM'] as const

const parseJwt = (env: Environment, problems: string[]): JwtSettings | undefined => {
  const given = jwtSettings.filter((setting) => env[setting] !== undefined)
  if (given.length === 0) return undefined
  const [jwksUrl = '', issuer = '', audience = ''] = jwtSettings.map((setting) => env[setting])
  for (const setting of ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const) {
    if (env[setting]) continue
    problems.push(
      `${setting} is missing, and ${given.join(', ')} ${given.length > 1 ? 'are' : 'is'} set: JWTs need all of JWT_JWKS_URL, JWT_ISSUER and JWT_AUDIENCE.`,
    )
  }
  const problem = jwksUrl === '' ? undefined : findBaseUrlProblem(jwksUrl)
  if (problem !== undefined) {
    problems.push(`JWT_JWKS_URL: ${problem}, such as https://login.example.com/.well-known/jwks.json.`)
  }
  return { jwksUrl, issuer, audience, scopeClaim: env['JWT_SCOPE_CLAIM'] ?? 'scope' }
}

/**
 * The settings of who may come in. Adds to `problems` what is wrong with them; no problem quotes a token. GraphiQL is
 * on where no token is required, which is on a developer's machine; introspection is on, because it needs a token
 * where anything does, and the schema is public.
 */
export const parseAccessSettings = (env: Environment, problems: string[]): AccessSettings => {
  const tokens = parseTokens(env, problems)
  const tokensFile = env['API_TOKENS_FILE']
  const jwt = parseJwt(env, problems)
  return {
    tokens,
    ...(tokensFile !== undefined && { tokensFile }),
    ...(jwt && { jwt }),
    graphiql: readSwitch(env, 'GRAPHIQL', !isTokenRequired({ tokens, ...(jwt && { jwt }) }), problems),
    introspection: readSwitch(env, 'INTROSPECTION', true, problems),
  }
}
