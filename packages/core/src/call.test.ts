import { describe, expect, test } from 'vitest'
import { runOperation as run } from './testing/run-operation.ts'
import { createFakeRuntime, type ScriptedAnswer } from './testing/scripted-transport.ts'
import { TransportError } from './transport.ts'

const sms = { to: '306971234567', text: 'a text nobody else may see' }
const balance = '{"balance":"7","status":"1","error":"0"}'
const sent = '{"smsId":"1","status":"1","error":"0"}'
const lost = new TransportError('reset', true, 'the connection to localhost broke')
const refused = new TransportError('refused', false, 'nobody listens at localhost')

describe('a send', () => {
  test('does not send again when the connection drops after the body', async () => {
    const { transport, error } = run('sms365.sms.send', sms, [lost, sent])
    expect(await error).toMatchObject({ kind: 'network', outcome: 'unknown', isRetryable: false, attempts: 1 })
    expect((await error)?.message).toContain('Do not simply repeat it. Look for the message with sms365.history')
    expect(transport.requests).toHaveLength(1)
  })

  test('is repeated when nobody listened, and goes through', async () => {
    const { transport, result } = run('sms365.sms.send', sms, [refused, refused, sent])
    expect(await result).toMatchObject({ smsId: '1' })
    expect(transport.requests).toHaveLength(3)
  })

  test('that never connects ends as unavailable, and says that nothing was sent', async () => {
    const { transport, runtime, error } = run('sms365.sms.send', sms, [refused])
    expect(await error).toMatchObject({ kind: 'unavailable', outcome: 'not-accepted', attempts: 4, isRetryable: true })
    expect((await error)?.message).toContain('Nothing was sent.')
    expect(transport.requests).toHaveLength(4)
    expect(runtime.waits).toEqual([125, 250, 500])
  })

  test.each<[string, ScriptedAnswer, object]>([
    ['a deadline', new TransportError('deadline', true, 'no answer in time'), { kind: 'timeout' }],
    ['HTTP 503', { status: 503 }, { kind: 'unavailable' }],
    ['HTTP 500', { status: 500 }, { kind: 'unavailable' }],
    ['a redirect', { status: 302 }, { kind: 'unexpected-reply' }],
    ['an empty answer', '', { kind: 'unexpected-reply' }],
    ['an HTML page', '<!DOCTYPE html><html><body>{}</body></html>', { kind: 'unexpected-reply' }],
    ['half of the JSON', '{"smsId":"15', { kind: 'unexpected-reply' }],
    ['success without an id', '{"status":"1","error":"0"}', { kind: 'unexpected-reply' }],
    ['no status', '{"smsId":"1"}', { kind: 'unexpected-reply' }],
    ['an answer that is too large', new TransportError('too-large', true, 'too large'), { kind: 'unexpected-reply' }],
    ['an exception nobody foresaw', new RangeError('secret-sms365-key'), { kind: 'unexpected-reply' }],
  ])('with %s has an unknown outcome and went over the wire exactly once', async (_name, answer, expected) => {
    const { transport, error } = run('sms365.sms.send', sms, [answer, sent])
    expect(await error).toMatchObject({ ...expected, outcome: 'unknown', isRetryable: false })
    expect((await error)?.message).not.toContain('secret')
    expect(transport.requests).toHaveLength(1)
  })

  test.each([
    [401, 'authentication'],
    [403, 'permission'],
    [404, 'unexpected-reply'],
    [413, 'rejected'],
  ])('with HTTP %i was not accepted and is not repeated', async (status, kind) => {
    const { transport, error } = run('sms365.sms.send', sms, [{ status }])
    expect(await error).toMatchObject({ kind, outcome: 'not-accepted' })
    expect(transport.requests).toHaveLength(1)
  })

  test('keeps the refusal that a provider puts into a 4xx', async () => {
    const body = new TextEncoder().encode('{"status":"0","error":"105","remarks":"Not enough balance"}')
    const { error } = run('sms365.sms.send', sms, [{ status: 402, body }])
    expect(await error).toMatchObject({ kind: 'insufficient-credit', code: '105', outcome: 'not-accepted' })
  })

  test('keeps the meaning of 429 and of 5xx, whatever their bodies say', async () => {
    const body = new TextEncoder().encode('{"status":"0","error":"105","remarks":"Not enough balance"}')
    const tooMany = run('sms365.sms.send', sms, [{ status: 429, body }, sent])
    expect(await tooMany.result).toMatchObject({ smsId: '1' })
    const { error } = run('sms365.sms.send', sms, [{ status: 500, body }, sent])
    expect(await error).toMatchObject({ kind: 'unavailable', outcome: 'unknown', code: undefined })
  })

  test.each([404, 429])(
    'whose HTTP %i carries a success may have been accepted, and is not repeated',
    async (status) => {
      const body = new TextEncoder().encode(sent)
      const { transport, error } = run('sms365.sms.send', sms, [{ status, body }, sent])
      expect(await error).toMatchObject({ kind: 'unexpected-reply', outcome: 'unknown' })
      expect(transport.requests).toHaveLength(1)
    },
  )

  test('with HTTP 408 was not accepted, and is repeated', async () => {
    const { transport, result } = run('sms365.sms.send', sms, [{ status: 408 }, sent])
    await result
    expect(transport.requests).toHaveLength(2)
  })

  test('is not repeated where no secure connection can be made', async () => {
    const { transport, error } = run('sms365.sms.send', sms, [new TransportError('tls', false, 'no certificate'), sent])
    expect(await error).toMatchObject({ kind: 'network', outcome: 'not-accepted', isRetryable: false })
    expect(transport.requests).toHaveLength(1)
  })

  test('is not repeated once its time to be sent at has come too near', async () => {
    const start = Date.UTC(2026, 0, 1)
    const input = { ...sms, sendAt: new Date(start + 60_000) }
    const tooMany = { status: 429, headers: { 'retry-after': '10' } }
    const { transport, error } = run('sms365.sms.send', input, [tooMany, sent])
    expect(await error).toMatchObject({ kind: 'invalid-input', outcome: 'not-accepted', issues: [{ path: 'sendAt' }] })
    expect(transport.requests).toHaveLength(1)
  })

  test('waits as long as Retry-After says', async () => {
    const tooMany = { status: 429, headers: { 'retry-after': '7' } }
    const { runtime, result } = run('sms365.sms.send', sms, [tooMany, sent])
    await result
    expect(runtime.waits).toEqual([7_000])
  })

  test('is not repeated when Retry-After reaches past the deadline', async () => {
    const { transport, error } = run('sms365.sms.send', sms, [{ status: 429, headers: { 'retry-after': '60' } }, sent])
    expect(await error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 60_000, outcome: 'not-accepted' })
    expect(transport.requests).toHaveLength(1)
  })
})

describe('a query', () => {
  test('is repeated after any lost answer', async () => {
    const { transport, result } = run('sms365.me.balance', {}, [lost, { status: 503 }, balance])
    expect(await result).toEqual({ balance: '7' })
    expect(transport.requests).toHaveLength(3)
  })

  test('is not repeated after an answer that cannot be read', async () => {
    const { transport, error } = run('sms365.me.balance', {}, ['<html>', balance])
    expect(await error).toMatchObject({ kind: 'unexpected-reply' })
    expect(transport.requests).toHaveLength(1)
  })

  test('is not repeated after a refusal', async () => {
    const { transport, error } = run('sms365.me.balance', {}, ['{"status":"0","error":"101"}', balance])
    expect(await error).toMatchObject({ kind: 'authentication' })
    expect((await error)?.message).toMatch(/wrong.*white-list/)
    expect(transport.requests).toHaveLength(1)
  })
})

describe('a deletion', () => {
  test('with a lost answer says that repeating it is safe', async () => {
    const { error } = run('sms365.contact.delete', { contactId: '501' }, [lost])
    expect((await error)?.message).toMatch(/not known whether it took effect; repeating it is safe\.$/)
  })

  test('that is refused after a lost answer is not reported as having changed nothing', async () => {
    const gone = '{"status":"0","error":"216","remarks":"contactId not found in contact list"}'
    const { error } = run('sms365.contact.delete', { contactId: '501' }, [lost, gone])
    expect(await error).toMatchObject({ kind: 'not-found', outcome: 'unknown' })
    expect((await error)?.message).not.toContain('Nothing was changed')
  })
})

describe('cancelling', () => {
  test('before the request sends nothing', async () => {
    const { transport, error } = run('sms365.sms.send', sms, [sent], { signal: AbortSignal.abort() })
    expect(await error).toMatchObject({ kind: 'cancelled', outcome: 'not-accepted' })
    expect(transport.requests).toHaveLength(0)
  })

  test('after the request was written leaves the outcome unknown', async () => {
    const { error } = run('sms365.sms.send', sms, [new TransportError('aborted', true, 'cancelled')])
    expect(await error).toMatchObject({ kind: 'cancelled', outcome: 'unknown' })
  })

  test('ends the wait between two attempts', async () => {
    const controller = new AbortController()
    const runtime = {
      ...createFakeRuntime(),
      sleep: (_milliseconds: number, signal?: AbortSignal) => {
        controller.abort()
        return signal?.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve()
      },
    }
    const { transport, error } = run('sms365.sms.send', sms, [refused, sent], { signal: controller.signal, runtime })
    expect(await error).toMatchObject({ kind: 'cancelled', outcome: 'not-accepted' })
    expect(transport.requests).toHaveLength(1)
  })
})

describe('the deadline', () => {
  test('is 30 seconds away, or what the caller says', async () => {
    const { transport, runtime, result } = run('sms365.me.balance', {}, [balance])
    await result
    expect(transport.options[0]?.deadline).toBe(runtime.now() + 30_000)
    const short = run('sms365.me.balance', {}, [balance], { timeoutMs: 5_000 })
    await short.result
    expect(short.transport.options[0]?.deadline).toBe(short.runtime.now() + 5_000)
  })

  test.each([
    [{ to: '306971234567' }, 40_000],
    [{ to: '306971234567', wait: 60 }, 90_000],
    [{ to: '306971234567', wait: 0 }, 30_000],
    [{ to: '306971234567', callback: 'https://example.com/' }, 30_000],
  ])('of a two-factor code exceeds the wait of %o', async (input, expected) => {
    const { transport, runtime, result } = run('sms365.twoFactor.send', input, [
      '{"authId":"1","authStatus":"s","status":"1"}',
    ])
    await result
    expect((transport.options[0]?.deadline ?? 0) - runtime.now()).toBe(expected)
  })
})

describe('many ids', () => {
  const reply = (ids: readonly string[]) =>
    `<methodResponse><params><param><value><array><data>${ids
      .map((id) => `<value><array><data><value>${id}</value><value><boolean>0</boolean></value></data></array></value>`)
      .join('')}</data></array></value></param></params></methodResponse>`

  test('are asked for in chunks of 500 and come back as one list', async () => {
    const ids = Array.from({ length: 1_201 }, (_, index) => `m${index}`)
    const answers = [reply(ids.slice(0, 500)), reply(ids.slice(500, 1_000)), reply(ids.slice(1_000))]
    const { transport, result } = run('netoxygen.message.status', { ids }, answers)
    const { messages } = (await result) as { messages: { id: string }[] }
    expect(messages.map(({ id }) => id)).toEqual(ids)
    expect(transport.requests).toHaveLength(3)
  })
})
