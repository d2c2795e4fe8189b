import { type ErrorKind, type Outcome, ProviderCallError } from '@heliograph/core'
import { expect, test } from 'vitest'
import { errorKinds, toErrorFacts, toOperationErrorType } from './operation-error.ts'

const errorOf = (kind: ErrorKind, outcome: Outcome = 'not-accepted', details: object = {}) =>
  new ProviderCallError({
    kind,
    outcome,
    provider: 'sms365',
    operation: 'sms365.sms.send',
    message: 'It failed.',
    isRetryable: false,
    attempts: 1,
    ...details,
  })

test('has a type for each kind', () => {
  expect(Object.fromEntries(errorKinds.map((kind) => [kind, toOperationErrorType(errorOf(kind))]))).toEqual({
    'invalid-input': 'InvalidInputError',
    authentication: 'AuthenticationError',
    permission: 'AuthenticationError',
    'not-found': 'NotFoundError',
    conflict: 'ConflictError',
    'insufficient-credit': 'InsufficientCreditError',
    rejected: 'RejectedError',
    'rate-limit': 'RateLimitedError',
    unavailable: 'UnavailableError',
    timeout: 'UnavailableError',
    network: 'UnavailableError',
    'unexpected-reply': 'UnavailableError',
    cancelled: 'UnavailableError',
  })
})

test.each(['unavailable', 'timeout', 'network', 'unexpected-reply', 'cancelled'] as const)(
  'calls %s an unknown outcome where the request may have taken effect',
  (kind) => {
    expect(toOperationErrorType(errorOf(kind, 'unknown'))).toBe('OutcomeUnknownError')
  },
)

test('keeps what the provider gave', () => {
  const issues = [{ path: 'to', message: 'to is wrong' }]
  expect(toErrorFacts(errorOf('rate-limit', 'not-accepted', { code: '429', retryAfterMs: 1_000, issues }), [])).toEqual(
    {
      message: 'It failed.',
      code: 'RATE_LIMIT',
      provider: 'SMS365',
      providerCode: '429',
      retryable: false,
      retryAfterMs: 1_000,
      fieldErrors: issues,
    },
  )
})

test('caps a wait that a GraphQL Int cannot say', () => {
  expect(toErrorFacts(errorOf('rate-limit', 'not-accepted', { retryAfterMs: 1e12 }), []).retryAfterMs).toBe(2 ** 31 - 1)
})

test('names the settings to give only where a credential is missing', () => {
  const missing = ['SMS365_API_KEY', 'SMS365_USERNAME']
  const messageOf = (error: ProviderCallError, settings = missing) => toErrorFacts(error, settings).message
  expect(messageOf(errorOf('authentication'))).toBe(
    'It failed. Not set in the environment of the server: SMS365_API_KEY, SMS365_USERNAME. Set what is needed, and start it again.',
  )
  expect(messageOf(errorOf('authentication'), [])).toBe('It failed.')
  expect(messageOf(errorOf('authentication', 'not-accepted', { code: '101' }))).toBe('It failed.')
  expect(messageOf(errorOf('permission'))).toBe('It failed.')
})
