import type { ProviderCallError } from './provider-call-error.ts'

/** When and how often a request is repeated. Delays grow as base × 2ⁿ up to the maximum, with full jitter. */
export interface RetryPolicy {
  /** Requests in all, the first included; 1 switches repeating off. */
  readonly maxAttempts: number
  readonly baseDelayMs: number
  readonly maxDelayMs: number
}

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 4, baseDelayMs: 250, maxDelayMs: 4_000 }

/**
 * How long to wait before the next attempt, in milliseconds; null when there must be none:
 * the error is not retryable, the attempts are used up, or the wait would pass the deadline.
 */
export const delayBeforeRetry = (
  error: ProviderCallError,
  attempt: number,
  policy: RetryPolicy,
  { random, remainingMs }: { random: number; remainingMs: number },
): number | null => {
  if (!error.isRetryable || attempt >= policy.maxAttempts) return null
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1))
  const delay = Math.max(error.retryAfterMs ?? 0, Math.round(random * ceiling))
  return delay < remainingMs ? delay : null
}

/** Reads a Retry-After header (RFC 9110: seconds or an HTTP date) as milliseconds from `now`; undefined if it is neither. */
export const parseRetryAfter = (value: string | undefined, now: number): number | undefined => {
  const text = value?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  if (!/^[A-Z][a-z]{2}, /.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now)
}
