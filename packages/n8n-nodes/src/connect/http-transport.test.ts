import { TransportError } from '@heliograph/core'
import { startSandbox } from '@heliograph/sandbox'
import type { IHttpRequestOptions } from 'n8n-workflow'
import { describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../testing/open-bench.ts'
import { createHttpTransport } from './http-transport.ts'
import { toTransportError } from './transport-failure.ts'

const request = {
  method: 'POST',
  url: 'https://example.com/x',
  headers: { 'content-type': 'text/plain' },
  body: 'b',
} as const
const later = () => ({ deadline: Date.now() + 5_000 })

async function* chunks(count: number, size: number) {
  for (let index = 0; index < count; index++) yield await Promise.resolve(new Uint8Array(size))
}

const failureOf = (send: (options: IHttpRequestOptions) => Promise<unknown>, options = later()) =>
  createHttpTransport(send)
    .send(request, options)
    .catch((error: unknown) => error)

describe('the transport', () => {
  it('asks n8n for the whole answer, whatever its status, and for no redirect', async () => {
    let asked: IHttpRequestOptions | undefined
    const response = await createHttpTransport((options) => {
      asked = options
      return Promise.resolve({ statusCode: 503, headers: { 'Retry-After': ['7', '8'] }, body: 'sorry' })
    }).send(request, later())
    expect(asked).toMatchObject({
      method: 'POST',
      body: 'b',
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
    })
    expect(asked).not.toHaveProperty('agentOptions')
    expect(response).toEqual({ status: 503, headers: { 'retry-after': '7' }, body: new TextEncoder().encode('sorry') })
  })

  it('stops reading an answer that has no end', async () => {
    const failure = await failureOf(() =>
      Promise.resolve({ statusCode: 200, headers: {}, body: chunks(1_000, 1_048_576) }),
    )
    expect(failure).toMatchObject({ reason: 'too-large', requestWritten: true })
  })

  it('sends nothing once the deadline has passed', async () => {
    const failure = await failureOf(() => Promise.reject(new Error('was sent')), { deadline: Date.now() - 1 })
    expect(failure).toMatchObject({ reason: 'deadline', requestWritten: false })
  })
})

describe('a failure of n8n’s helper', () => {
  const context = { host: 'example.com', isCancelled: false, isLate: false }
  const classify = (error: unknown, extra = {}) => {
    const { reason, requestWritten } = toTransportError(error, { ...context, ...extra })
    return [reason, requestWritten]
  }

  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'lookup'],
    ['EAI_AGAIN', 'lookup'],
    ['EHOSTUNREACH', 'refused'],
    ['CERT_HAS_EXPIRED', 'tls'],
  ])('%s is certain to have come before anything was written', (code, reason) => {
    expect(classify({ code })).toEqual([reason, false])
    expect(classify({ message: 'wrapped', cause: { code } })).toEqual([reason, false])
    expect(classify({ errors: [{ code }] })).toEqual([reason, false])
  })

  it.each([
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ECONNABORTED', 'deadline'],
    ['ETIMEDOUT', 'deadline'],
    ['HPE_INVALID_CONSTANT', 'malformed'],
    ['EPROTO', 'reset'],
    ['SOMETHING_NEW', 'reset'],
  ])('%s may have come after it', (code, reason) => {
    expect(classify({ code })).toEqual([reason, true])
  })

  it('that is a time-out while connecting wrote nothing', () => {
    expect(classify({ code: 'ETIMEDOUT', cause: { code: 'ETIMEDOUT', syscall: 'connect' } })).toEqual([
      'connect-timeout',
      false,
    ])
  })

  it('that is n8n’s own refusal of an address wrote nothing, and says so', () => {
    const error = toTransportError(Object.assign(new Error('x'), { name: 'SsrfBlockedIpError' }), context)
    expect(error).toMatchObject({ reason: 'refused', requestWritten: false })
    expect(error.message).toContain('internal addresses')
  })

  it('under a signal is the signal’s', () => {
    expect(classify({ code: 'ERR_CANCELED' }, { isCancelled: true })).toEqual(['aborted', true])
    expect(classify({ code: 'ERR_CANCELED' }, { isLate: true })).toEqual(['deadline', true])
  })

  it('tells nothing but the host', () => {
    const error = toTransportError(new Error('POST https://example.com/x key=secret'), context)
    expect(error).toBeInstanceOf(TransportError)
    expect(error.message).toBe('the connection broke before the answer was complete (example.com)')
  })
})

describe('over a real socket, through n8n’s own helper', () => {
  const details = async (bench: Bench) => {
    const { items } = await bench.run(
      'sms365.sms.send',
      { to: '306971234567', text: 'x', timeoutMs: 1_500 },
      { onError: 'continueRegularOutput' },
    )
    await bench.sandbox.close()
    const sends = [...bench.sandbox.requests].filter(({ endpoint }) => endpoint === 'sms/send').length
    return { ...(items[0]?.json['details'] as object), sends }
  }

  it.each([
    ['hang', 'timeout'],
    ['resetAfterRead', 'network'],
    ['truncatedBody', 'network'],
    ['unavailable', 'unavailable'],
    ['htmlPage', 'unexpected-reply'],
    ['emptyBody', 'unexpected-reply'],
    ['oversizedBody', 'unexpected-reply'],
  ] as const)('%s leaves it unknown whether a send went out, and is not repeated', async (kind, expected) => {
    const bench = await openBench()
    await bench.sandbox.faults.add({ kind, gateway: 'sms365', endpoint: 'sms/send' })
    expect(await details(bench)).toEqual({ kind: expected, outcome: 'unknown', code: null, sends: 1 })
  })

  it('a refused connection is not accepted', async () => {
    const gone = await startSandbox()
    await gone.close()
    const bench = await openBench()
    const credential = { ...bench.credentialOf('sms365'), baseUrl: gone.baseUrls.sms365 }
    const { items } = await bench.run(
      'sms365.sms.send',
      { to: '306971234567', text: 'x', timeoutMs: 1_000 },
      { credential, onError: 'continueRegularOutput' },
    )
    await bench.sandbox.close()
    expect(items[0]?.json['details']).toEqual({ kind: 'unavailable', outcome: 'not-accepted', code: null })
  })
})
