import { describe, expect, test } from 'vitest'
import { TransportError } from '../transport.ts'
import { toTransportError } from './failure.ts'

const withCode = (code: string) => Object.assign(new Error('secret'), { code })

describe('before the request was written', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'refused'],
    ['ENETUNREACH', 'refused'],
    ['UND_ERR_DESTROYED', 'refused'],
    ['ENOTFOUND', 'lookup'],
    ['EAI_AGAIN', 'lookup'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['EPROTO', 'tls'],
    ['UND_ERR_PRX_TLS', 'tls'],
    ['ECONNRESET', 'reset'],
  ])('%s means %s', (code, reason) => {
    expect(toTransportError(withCode(code), false, 'host:1')).toMatchObject({ reason, requestWritten: false })
  })
})

describe('after the request was written', () => {
  test.each([
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ETIMEDOUT', 'reset'],
    ['EHOSTUNREACH', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['UND_ERR_DESTROYED', 'reset'],
    ['HPE_INVALID_CONSTANT', 'malformed'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'malformed'],
    ['Z_DATA_ERROR', 'malformed'],
    ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
    ['ERR_BUFFER_TOO_LARGE', 'too-large'],
  ])('%s means %s', (code, reason) => {
    expect(toTransportError(withCode(code), true, 'host:1')).toMatchObject({ reason, requestWritten: true })
  })
})

test('the attempts at the addresses of a host are looked into', () => {
  const attempts = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])
  expect(toTransportError(attempts, false, 'host:1').reason).toBe('refused')
  const wrapped = new Error('fetch failed', { cause: new AggregateError([withCode('ENOTFOUND')]) })
  expect(toTransportError(wrapped, false, 'host:1').reason).toBe('lookup')
})

test('the message names the host and the code, and nothing that the cause says', () => {
  const error = toTransportError(withCode('ECONNREFUSED'), false, 'gateway.example:8080')
  expect(error).toBeInstanceOf(TransportError)
  expect(error.message).toBe('no connection could be made (gateway.example:8080, ECONNREFUSED)')
  expect(error.cause).toBeUndefined()
})
