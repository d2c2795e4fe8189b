import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProviderCallError } from './provider-call-error.ts'
import { defaultRetryPolicy, delayBeforeRetry, parseRetryAfter } from './retry.ts'

const errorWith = (details: { isRetryable: boolean; retryAfterMs?: number }) =>
  new ProviderCallError({
    kind: 'rate-limit',
    outcome: 'not-accepted',
    provider: 'sms365',
    operation: 'sms365.sms.send',
    message: '',
    ...details,
  })

describe('the delay before another attempt', () => {
  test('lies between what Retry-After says and the growing ceiling', () => {
    const delays = fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 0, max: 10_000 }),
      (attempt, random, retryAfterMs) => {
        const error = errorWith({ isRetryable: true, retryAfterMs })
        const delay = delayBeforeRetry(error, attempt, defaultRetryPolicy, { random, remainingMs: 30_000 })
        expect(delay).toBeGreaterThanOrEqual(retryAfterMs)
        expect(delay).toBeLessThanOrEqual(Math.max(retryAfterMs, 250 * 2 ** (attempt - 1)))
      },
    )
    fc.assert(delays)
  })

  test('is none for an error that must not be repeated, after the last attempt, and past the deadline', () => {
    const room = { random: 0.5, remainingMs: 30_000 }
    expect(delayBeforeRetry(errorWith({ isRetryable: false }), 1, defaultRetryPolicy, room)).toBeNull()
    expect(delayBeforeRetry(errorWith({ isRetryable: true }), 4, defaultRetryPolicy, room)).toBeNull()
    expect(
      delayBeforeRetry(errorWith({ isRetryable: true }), 1, defaultRetryPolicy, { ...room, remainingMs: 100 }),
    ).toBeNull()
  })
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 6, 1, 12, 0, 0)

  test('is read as seconds or as an HTTP date', () => {
    expect(parseRetryAfter('120', now)).toBe(120_000)
    expect(parseRetryAfter('Wed, 01 Jul 2026 12:00:30 GMT', now)).toBe(30_000)
    expect(parseRetryAfter('Wed, 01 Jul 2026 11:00:00 GMT', now)).toBe(0)
  })

  test.each([undefined, '', 'soon', '-1', '1.5', '1e9', '2026-07-01', 'Wed, nonsense'])('%s says nothing', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined()
  })
})
