import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deliveryDelayMs, openSandbox } from '../../testing/open-sandbox.ts'

/** Listens for delivery callbacks; answers with a status, breaks off, or never answers. */
const openReceiver = async (behaviour: number | 'breaks off' | 'hangs' = 200) => {
  const received: string[] = []
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`)
    if (behaviour === 'breaks off') request.socket.destroy()
    else if (behaviour !== 'hangs') response.writeHead(behaviour).end('ACK/easysms')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const to = '6971234567'

describe('the delivery callback', () => {
  it.each([
    ['/report', '?', '6971234567', 'd'],
    ['/report?id=7', '&', '6971990002', 'f'],
  ])('is called at %s with %j before its parameters', async (path, separator, number, status) => {
    const { sandbox, sms365, clock, messages } = await openSandbox()
    const { received, origin } = await openReceiver()
    const { smsId } = await sms365('sms/send', { to: number, text: 'a'.repeat(161), callback: `${origin}${path}` })
    expect(received).toEqual([])
    clock.advance(deliveryDelayMs)
    await sandbox.settle()
    expect(received).toEqual([
      `GET ${path}${separator}msgid=${String(smsId)}&status=${status}&cost=2&to=30${number}&mcc=202&mnc=01`,
    ])
    expect(await messages()).toMatchObject([{ callback: { state: 'answered', detail: 'HTTP 200' } }])
    // The pull and the push both tell it.
    expect(await sms365('status/get')).toMatchObject({ total: '1' })
  })

  it('makes 2fa/send answer at once', async () => {
    const { sandbox, sms365, clock } = await openSandbox()
    const { received, origin } = await openReceiver()
    const { authId, authStatus } = await sms365('2fa/send', { to, callback: origin, wait: '10' })
    expect(authStatus).toBe('s')
    clock.advance(deliveryDelayMs)
    await sandbox.settle()
    expect(received).toEqual([`GET /?msgid=${String(authId)}&status=d&cost=1&to=306971234567&mcc=202&mnc=01`])
  })

  it('is not called for a bulk, nor for what is never reported', async () => {
    const { sandbox, sms365, clock } = await openSandbox()
    const { received, origin } = await openReceiver()
    await sms365('sms/bulk', { to, text: 'Hello', callback: origin })
    await sms365('sms/send', { to: '6971990003', text: 'Hello', callback: origin })
    clock.advance(deliveryDelayMs)
    await sandbox.settle()
    expect(received).toEqual([])
  })

  it.each([
    ['https://example.com/report', /not a loopback address/],
    ['http://127.0.0.1.example.com/', /not a loopback address/],
    ['ftp://127.0.0.1/', /neither http nor https/],
    ['report', /not an absolute address/],
  ])('is not called at %s', async (callback, detail) => {
    const { sandbox, sms365, clock, messages } = await openSandbox()
    expect(await sms365('sms/send', { to, text: 'Hello', callback })).toMatchObject({ status: '1' })
    clock.advance(deliveryDelayMs)
    await sandbox.settle()
    expect(await messages()).toMatchObject([
      { status: 'delivered', callback: { state: 'refused', detail: expect.stringMatching(detail) as string } },
    ])
  })

  it('may go elsewhere with allowExternalCallbacks', async () => {
    const { sms365, messages } = await openSandbox({ allowExternalCallbacks: true })
    await sms365('sms/send', { to, text: 'Hello', callback: 'https://example.com/report' })
    expect(await messages()).toMatchObject([{ callback: { state: 'waiting' } }])
  })

  it('shows what became of it when the receiver breaks off', async () => {
    const { sandbox, sms365, clock, messages } = await openSandbox()
    const { origin } = await openReceiver('breaks off')
    await sms365('sms/send', { to, text: 'Hello', callback: origin })
    clock.advance(deliveryDelayMs)
    await sandbox.settle()
    expect(await messages()).toMatchObject([{ callback: { state: 'failed', detail: 'socket hang up' } }])
  })

  it('shows the status that the receiver answered with', async () => {
    const { sandbox, sms365, clock, messages } = await openSandbox()
    const { origin } = await openReceiver(500)
    await sms365('sms/send', { to, text: 'Hello', callback: origin })
    clock.advance(deliveryDelayMs)
    await sandbox.settle()
    expect(await messages()).toMatchObject([{ callback: { state: 'answered', detail: 'HTTP 500' } }])
  })

  it('is given up after ten seconds', async () => {
    const { sandbox, sms365, clock, messages } = await openSandbox()
    const { origin } = await openReceiver('hangs')
    await sms365('sms/send', { to, text: 'Hello', callback: origin })
    clock.advance(deliveryDelayMs)
    clock.advance(10_000)
    await sandbox.settle()
    expect(await messages()).toMatchObject([{ callback: { state: 'failed', detail: 'no answer within 10 s' } }])
  })

  it('ends with the sandbox', async () => {
    const { sandbox, sms365, clock } = await openSandbox()
    const { origin } = await openReceiver('hangs')
    await sms365('sms/send', { to, text: 'Hello', callback: origin })
    clock.advance(deliveryDelayMs)
    await sandbox.close()
    await sandbox.settle()
  })
})
