import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { maxRequests } from './request-log.ts'
import { startSandbox } from './start-sandbox.ts'
import { callHttp, postForm } from './testing/http-call.ts'
import { deliveryDelayMs, openSandbox } from './testing/open-sandbox.ts'

describe('startSandbox', () => {
  it('runs on the clock of the machine, with a short delay', async () => {
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.close())
    const { apiKey: key } = sandbox.credentials.sms365
    await postForm(`${sandbox.baseUrls.sms365}/sms/send`, { key, to: '6971234567', text: 'Hello' })
    await sandbox.settle()
    const { text } = await postForm(`${sandbox.baseUrls.sms365}/status/get`, { key })
    expect(JSON.parse(text)).toMatchObject({ 0: { status: 'd' } })
  })

  it('rejects when the port is taken', async () => {
    const { sandbox } = await openSandbox()
    const port = Number(new URL(sandbox.origin).port)
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it.each([
    ['::1', 'http://[::1]:'],
    ['0.0.0.0', 'http://127.0.0.1:'],
    ['::', 'http://[::1]:'],
    ['localhost', 'http://localhost:'],
  ])('says where it is to be reached on %s', async (host, origin) => {
    const { sandbox } = await openSandbox({ host })
    expect(sandbox.origin.startsWith(origin)).toBe(true)
    expect((await callHttp(`${sandbox.origin}/inspector/`)).statusCode).toBe(200)
  })

  it('takes accounts of one’s own, the first as the default', async () => {
    const { sandbox, sms365 } = await openSandbox({
      accounts: {
        proxstop: [{ apiKey: 'p' }],
        sms365: [
          { username: 'ada', password: 'secret', apiKey: 's', balance: 5 },
          { username: 'b', apiKey: 't' },
        ],
        netoxygen: [{ username: 'n', password: 'o' }],
      },
    })
    expect(sandbox.credentials).toEqual({
      proxstop: { apiKey: 'p' },
      sms365: { username: 'ada', password: 'secret', apiKey: 's' },
      netoxygen: { username: 'n', password: 'o' },
    })
    expect(await sms365('me/balance')).toMatchObject({ balance: '5' })
    expect(await sms365('me/balance', { key: 't' })).toMatchObject({ balance: '10000' })
  })

  it('answers after the delay that was asked for, and not a moment sooner', async () => {
    const { sandbox, sms365, clock } = await openSandbox({ answerDelayMs: 50 })
    const answered = vi.fn()
    const waiting = sms365('me/balance').then(answered)
    await expect.poll(() => sandbox.requests[0]?.processed).toBe(true)
    clock.advance(49)
    await callHttp(`${sandbox.origin}/inspector/`)
    expect(answered).not.toHaveBeenCalled()
    clock.advance(1)
    await waiting
  })

  it.each([
    { proxstop: [{}, {}] },
    { sms365: [{}, { apiKey: 'other' }] },
    { sms365: [{}, { username: 'other' }] },
    { netoxygen: [{}, { password: 'other' }] },
  ])('refuses accounts that cannot be told apart: %o', async (accounts) => {
    await expect(openSandbox({ accounts })).rejects.toThrow(/of its own/)
  })
})

describe('settle', () => {
  it('waits for what is under way, and neither for the unreported nor for the scheduled', async () => {
    const { sandbox, sms365, clock } = await openSandbox()
    await sms365('sms/send', { to: '6971234567', text: 'later', timestamp: String(clock.now() / 1_000 + 3_600) })
    await sandbox.settle()
    await sms365('sms/send', { to: '6971990003', text: 'never' })
    await sms365('sms/send', { to: '6971234567', text: 'now' })
    const settled = vi.fn()
    const waiting = sandbox.settle().then(settled)
    clock.advance(deliveryDelayMs - 1)
    await sms365('me/balance')
    expect(settled).not.toHaveBeenCalled()
    clock.advance(1)
    await waiting
  })
})

describe('requests', () => {
  it('are kept in order, can be cleared, and are a plain array otherwise', async () => {
    const { sandbox, sms365, proxstop } = await openSandbox()
    await sms365('me/balance', { note: 'x' })
    await proxstop('telephonestatus.xml?from=query', { referenceid: 'A' })
    expect(sandbox.requests).toMatchObject([
      { gateway: 'sms365', endpoint: 'me/balance', path: '/sms365/api/me/balance', fields: { note: 'x' } },
      {
        gateway: 'proxstop',
        endpoint: 'telephonestatus',
        path: '/proxstop/telephonestatus.xml?from=query',
        fields: { from: 'query', referenceid: 'A' },
      },
    ])
    expect(sandbox.requests).toHaveLength(2)
    sandbox.requests.clear()
    expect(sandbox.requests).toEqual([])
  })

  it('are forgotten one by one when there are too many', async () => {
    const { sandbox, sms365 } = await openSandbox()
    await sms365('me/balance')
    const [first] = sandbox.requests
    if (first) while (sandbox.requests.length < maxRequests) sandbox.requests.push(first)
    await sms365('group/list')
    expect(sandbox.requests).toHaveLength(maxRequests)
    expect(sandbox.requests.at(-1)).toMatchObject({ endpoint: 'group/list' })
  })
})

describe('HTTP', () => {
  it('reads multipart forms', async () => {
    const { sandbox } = await openSandbox()
    const form = new FormData()
    form.set('key', sandbox.credentials.sms365.apiKey)
    form.set('mobile', '6971234567')
    form.set('file', new Blob(['ignored']), 'file.txt')
    const request = new Request('http://sandbox', { method: 'POST', body: form })
    const { text } = await callHttp(`${sandbox.baseUrls.sms365}/contact/add`, {
      method: 'POST',
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      body: Buffer.from(await request.arrayBuffer()),
    })
    expect(JSON.parse(text)).toMatchObject({ status: '1' })
  })

  it('prefers the body to the query', async () => {
    const { sms365 } = await openSandbox()
    expect(await sms365('me/balance?key=wrong')).toMatchObject({ status: '1' })
  })

  it('answers 400 to a form that is broken', async () => {
    const { sandbox } = await openSandbox()
    const { statusCode } = await callHttp(`${sandbox.baseUrls.sms365}/contact/add`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'nonsense',
    })
    expect(statusCode).toBe(400)
  })

  it('answers 413 to more than a megabyte, whether its length is said or not', async () => {
    const { sandbox } = await openSandbox()
    const body = 'x'.repeat(1_000_001)
    const url = `${sandbox.baseUrls.sms365}/sms/send`
    expect((await callHttp(url, { method: 'POST', body })).statusCode).toBe(413)
    const chunked = await callHttp(url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body })
    expect(chunked.statusCode).toBe(413)
  })

  it('answers 405 to anything but GET and POST', async () => {
    const { sandbox } = await openSandbox()
    const { statusCode, headers } = await callHttp(`${sandbox.baseUrls.sms365}/sms/send`, { method: 'PUT' })
    expect([statusCode, headers.allow]).toEqual([405, 'GET, POST'])
  })

  it.each(['/', '/proxstopper/telephonesms.xml', '/sms365/api/sms/nothing', '/sms365/api/constructor'])(
    'answers 404 to %s',
    async (path) => {
      const { sandbox } = await openSandbox()
      expect((await callHttp(`${sandbox.origin}${path}`)).statusCode).toBe(404)
    },
  )

  it('answers a sentence to another type than json', async () => {
    const { sms365Answer } = await openSandbox()
    const { statusCode, text } = await sms365Answer('me/balance', { type: 'xml' })
    expect([statusCode, text]).toEqual([200, 'The sandbox answers type=json only, not type=xml\n'])
  })
})
