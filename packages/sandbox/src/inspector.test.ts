import { describe, expect, it } from 'vitest'
import { callHttp } from './testing/http-call.ts'
import { openSandbox } from './testing/open-sandbox.ts'

const open = async () => {
  const opened = await openSandbox()
  const inspect = async (method: string, path: string, body?: unknown) => {
    const answer = await callHttp(`${opened.sandbox.origin}/inspector${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { ...answer, json: JSON.parse(answer.text) as unknown }
  }
  return { ...opened, inspect }
}

describe('GET /inspector/messages', () => {
  it('shows everything about a message', async () => {
    const { inspect, sms365 } = await open()
    const { smsId } = await sms365('sms/send', { to: '6971234567', text: 'Hello', from: 'Example' })
    const { statusCode, headers, json } = await inspect('GET', '/messages')
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(json).toEqual([
      {
        gateway: 'sms365',
        id: smsId,
        account: 'sandbox',
        kind: 'sms',
        to: '306971234567',
        from: 'Example',
        text: 'Hello',
        code: null,
        parts: 1,
        cost: 1,
        unicode: false,
        flash: false,
        batch: null,
        callback: null,
        status: 'accepted',
        createdAt: '2026-01-01T00:00:00.000Z',
        sendAt: '2026-01-01T00:00:00.000Z',
        sentAt: null,
        reportedAt: null,
      },
    ])
  })

  it('filters by recipient and gateway', async () => {
    const { inspect, sms365, netoxygen } = await open()
    await sms365('sms/send', { to: '6971234567', text: 'one' })
    await sms365('sms/send', { to: '41792223344', text: 'two' })
    await netoxygen('send_message', '0792223344', 'three')
    const texts = async (query: string) =>
      ((await inspect('GET', `/messages?${query}`)).json as { text: string }[]).map(({ text }) => text)
    expect(await texts('to=306971234567')).toEqual(['one'])
    expect(await texts(`to=${encodeURIComponent('+41 79 222 33 44')}`)).toEqual(['two', 'three'])
    expect(await texts('to=41792223344&gateway=netoxygen')).toEqual(['three'])
    expect(await texts('gateway=proxstop')).toEqual([])
  })
})

describe('GET /inspector/requests', () => {
  it('shows every request that reached a gateway, and none of its own', async () => {
    const { inspect, sandbox, sms365, netoxygen } = await open()
    await sms365('me/balance')
    await netoxygen('clean_number', '0792223344')
    const { json } = await inspect('GET', '/requests?gateway=netoxygen')
    expect(json).toMatchObject([
      {
        gateway: 'netoxygen',
        endpoint: 'clean_number',
        method: 'POST',
        path: '/netoxygen/api2/',
        params: ['sandbox', 'sandbox-password', '0792223344'],
        fields: {},
        at: '2026-01-01T00:00:00.000Z',
        processed: true,
        fault: null,
      },
    ])
    expect(sandbox.requests.map(({ endpoint }) => endpoint)).toEqual(['me/balance', 'clean_number'])
    expect((await inspect('DELETE', '/requests')).json).toEqual([])
    expect(sandbox.requests).toEqual([])
  })
})

describe('/inspector/faults', () => {
  it('adds, lists and forgets', async () => {
    const { inspect, sandbox, sms365Answer } = await open()
    const added = await inspect('POST', '/faults', { kind: 'unavailable', gateway: 'sms365', count: 2 })
    expect(added.statusCode).toBe(201)
    expect(added.json).toEqual([{ kind: 'unavailable', gateway: 'sms365', count: 2, processed: false, remaining: 2 }])
    expect((await sms365Answer('me/balance')).statusCode).toBe(503)
    expect((await inspect('GET', '/faults')).json).toMatchObject([{ remaining: 1 }])
    expect((await inspect('DELETE', '/faults')).json).toEqual([])
    expect((await sms365Answer('me/balance')).statusCode).toBe(200)
    await sandbox.faults.add({ kind: 'hang', count: Infinity })
    expect((await inspect('GET', '/faults')).json).toMatchObject([{ remaining: 'unlimited' }])
  })

  it('answers before it closes the port', async () => {
    const { inspect, clock, sms365, sandbox } = await open()
    expect((await inspect('POST', '/faults', { kind: 'refuse', durationMs: 1_000 })).statusCode).toBe(201)
    await expect(sms365('me/balance')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    clock.advance(1_000)
    await sandbox.faults.clear()
    expect(await sms365('me/balance')).toMatchObject({ status: '1' })
  })

  it.each([
    ['not json', 'The body is not JSON'],
    [{ kind: 'nonsense' }, 'kind is one of'],
    [{ kind: 'refuse' }, 'refuse needs durationMs here'],
  ])('refuses %j', async (body, sentence) => {
    const { inspect } = await open()
    const { statusCode, json } = await inspect('POST', '/faults', body)
    expect(statusCode).toBe(400)
    expect((json as { message: string }).message).toContain(sentence)
  })

  it('refuses a body of more than a megabyte', async () => {
    const { inspect } = await open()
    expect((await inspect('POST', '/faults', 'x'.repeat(1_000_001))).statusCode).toBe(400)
  })
})

it.each([
  ['/messages?from=Example', 'There is no filter from; there are to and gateway'],
  ['/messages?gateway=twilio', 'gateway is one of proxstop, sms365, netoxygen, not twilio'],
  ['/requests?to=1', 'There is no filter to; there are gateway'],
])('answers 400 to %s', async (path, message) => {
  const { inspect } = await open()
  const { statusCode, json } = await inspect('GET', path)
  expect([statusCode, json]).toEqual([400, { message }])
})

it('lists what there is', async () => {
  const { inspect, sandbox } = await open()
  for (const path of ['', '/']) {
    expect((await inspect('GET', path)).json).toMatchObject({
      baseUrls: sandbox.baseUrls,
      endpoints: { 'GET /inspector/messages': expect.any(String) as string },
      magicNumbers: [{ ending: '990001' }, {}, {}, {}, {}, {}, {}],
    })
  }
})

it('answers 404 to anything else', async () => {
  const { inspect } = await open()
  expect((await inspect('GET', '/nothing')).statusCode).toBe(404)
  expect((await inspect('PUT', '/faults')).statusCode).toBe(404)
})

describe('a page from elsewhere', () => {
  it('cannot read a code by pointing a name of its own at this machine', async () => {
    const { sandbox } = await open()
    for (const path of ['/inspector/messages', '/sms365/api/me/balance']) {
      const { statusCode } = await callHttp(`${sandbox.origin}${path}`, { headers: { host: 'evil.example' } })
      expect(statusCode).toBe(421)
    }
  })

  it('cannot add a fault as a form or as plain text', async () => {
    const { sandbox, inspect } = await open()
    const { statusCode } = await callHttp(`${sandbox.origin}/inspector/faults`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"kind":"hang"}',
    })
    expect(statusCode).toBe(400)
    expect((await inspect('GET', '/faults')).json).toEqual([])
  })

  it('nor anybody a fault without end', async () => {
    const { inspect } = await open()
    const { statusCode, json } = await inspect('POST', '/faults', '{"kind":"hang","count":1e999}')
    expect([statusCode, json]).toEqual([400, { message: 'count has to be finite here' }])
  })
})
