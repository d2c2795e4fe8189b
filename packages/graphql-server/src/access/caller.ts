import type { Access } from '@heliograph/core'

/** What a token may do: the access that an operation states. `admin` includes all others. */
export type Scope = Access

/** Who sends a request. */
export interface Caller {
  /** The token's name, or the subject of a JWT. Owns its messages and its idempotency keys. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** When the token ends by itself, in milliseconds since 1970; never if absent. */
  readonly expiresAtMs?: number
}

export const scopes = ['read', 'send', 'manage', 'admin'] as const satisfies readonly Scope[]

/** Whoever reaches a server without tokens, which listens on loopback only. */
export const localCaller: Caller = { name: 'local', scopes: new Set(scopes) }
