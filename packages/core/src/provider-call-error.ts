/**
 * What went wrong, as a closed list.
 * - `invalid-input`: a field is wrong; `issues` names it. From our own checks, or from the provider's.
 * - `authentication`: credentials are missing, wrong, or not allowed from this address.
 * - `permission`: the credentials are good, but not for this.
 * - `not-found`, `conflict`: the thing named does not exist, or its state forbids this.
 * - `insufficient-credit`: the account cannot pay for it.
 * - `rejected`: the provider refused for another reason; `code` and `providerMessage` say which.
 * - `rate-limit`: too many requests; `retryAfterMs` where the provider said it.
 * - `unavailable`: the provider does not work now, or cannot be reached.
 * - `timeout`: no answer before the deadline.
 * - `network`: the connection failed or broke.
 * - `unexpected-reply`: an answer that cannot be read as this operation's.
 * - `cancelled`: the caller's signal.
 */
export type ErrorKind =
  | 'invalid-input'
  | 'authentication'
  | 'permission'
  | 'not-found'
  | 'conflict'
  | 'insufficient-credit'
  | 'rejected'
  | 'rate-limit'
  | 'unavailable'
  | 'timeout'
  | 'network'
  | 'unexpected-reply'
  | 'cancelled'

/**
 * May the request have taken effect? `not-accepted`: certainly not. `unknown`: it was written, and no readable
 * answer says what became of it; a send with this outcome must not be repeated blindly.
 */
export type Outcome = 'not-accepted' | 'unknown'

/** One field that is wrong. `path` is dotted (`to.3`), empty for the input as a whole. */
export interface FieldIssue {
  readonly path: string
  readonly message: string
}

export interface ProviderCallErrorDetails {
  readonly kind: ErrorKind
  readonly outcome: Outcome
  /** `sms365` */
  readonly provider: string
  /** `sms365.sms.send` */
  readonly operation: string
  /** Sentences for people: what happened, and what to do. */
  readonly message: string
  /** Whether repeating the same call is safe and may help. */
  readonly isRetryable: boolean
  /** The provider's own code, unchanged. */
  readonly code?: string | undefined
  /** The provider's own text, with credentials, message texts and codes blotted out. */
  readonly providerMessage?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly issues?: readonly FieldIssue[]
  /** How many attempts were made; 0 when the input was refused before the first. */
  readonly attempts?: number
}

/** The one error of core: thrown by `call` and by every method of a client. It carries no credential and no message text. */
export class ProviderCallError extends Error {
  override readonly name = 'ProviderCallError'
  readonly kind: ErrorKind
  readonly outcome: Outcome
  readonly provider: string
  readonly operation: string
  readonly isRetryable: boolean
  readonly code: string | undefined
  readonly providerMessage: string | undefined
  readonly retryAfterMs: number | undefined
  readonly issues: readonly FieldIssue[]
  readonly attempts: number

  constructor(details: ProviderCallErrorDetails) {
    super(details.message)
    this.kind = details.kind
    this.outcome = details.outcome
    this.provider = details.provider
    this.operation = details.operation
    this.isRetryable = details.isRetryable
    this.code = details.code
    this.providerMessage = details.providerMessage
    this.retryAfterMs = details.retryAfterMs
    this.issues = details.issues ?? []
    this.attempts = details.attempts ?? 0
  }
}

/** What a provider's error code means to us, and what a user can do. */
export interface ErrorMeaning {
  readonly kind: ErrorKind
  /** The vendor's own description. */
  readonly meaning: string
  /** One or two sentences: what to do. */
  readonly advice: string
  /** Of `invalid-input`: the input field that the code is about. */
  readonly field?: string
}

/** Documented code → meaning. */
export type ErrorTable = Readonly<Record<string, ErrorMeaning>>
