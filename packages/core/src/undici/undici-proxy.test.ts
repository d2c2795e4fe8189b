import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { HttpRequest, TransportError } from '../transport.ts'
import { cleanUps, listen } from './testing/listen.ts'
import type { ProxySettings } from './proxy-settings.ts'
import { createUndiciTransport } from './undici-transport.ts'

/** A proxy that notes what is asked of it, answers absolute forms itself and does `onTunnel` for a CONNECT. */
const openProxy = async (onTunnel: (socket: Socket) => void = () => {}) => {
  const asked: string[] = []
  const note = ({ method, url, headers }: IncomingMessage) =>
    asked.push([method, url, headers['proxy-authorization']].filter(Boolean).join(' '))
  const server = createServer((request, response) => {
    note(request)
    request.resume().on('end', () => response.end('from the proxy'))
  })
  server.on('connect', (request, socket: Socket) => {
    note(request)
    socket.on('error', () => {})
    onTunnel(socket)
  })
  return { url: await listen(server), asked }
}

const create = (proxy: ProxySettings, connectTimeoutMs?: number) =>
  createUndiciTransport({ proxy, ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }) })

const post = (url: string): HttpRequest => ({ method: 'POST', url: `${url}/sms`, headers: {}, body: 'key=hidden' })
const far = () => ({ deadline: Date.now() + 20_000 })
const toText = ({ body }: { body: Uint8Array }) => new TextDecoder().decode(body)

const failure = async (sent: Promise<unknown>): Promise<TransportError> =>
  sent.then(
    () => Promise.reject(new Error('no failure')),
    (error: TransportError) => error,
  )

describe('a proxy', () => {
  test('is asked for plain http in absolute form, with its own user and password', async () => {
    const proxy = await openProxy()
    const transport = create({ httpProxy: proxy.url.replace('//', '//user:pass@') })
    expect(toText(await transport.send(post('http://gateway.invalid'), far()))).toBe('from the proxy')
    expect(proxy.asked).toEqual(['POST http://gateway.invalid/sms Basic dXNlcjpwYXNz'])
    await transport.close()
  })

  test('is asked for documents too', async () => {
    const proxy = await openProxy()
    const transport = create({ httpProxy: proxy.url })
    const { status, body } = await transport.get('http://issuer.invalid/keys?version=2', 'application/json', far())
    expect([status, toText({ body })]).toEqual([200, 'from the proxy'])
    expect(proxy.asked).toEqual(['GET http://issuer.invalid/keys?version=2'])
    await transport.close()
  })

  test('is passed by for the hosts that are excepted', async () => {
    const proxy = await openProxy()
    const nowhere = `${'x'.repeat(64)}.invalid`
    const transport = create({ httpProxy: proxy.url, noProxy: `example.com, ${nowhere}` })
    expect(await failure(transport.send(post(`http://${nowhere}`), far()))).toMatchObject({ reason: 'lookup' })
    expect(proxy.asked).toEqual([])
    await transport.close()
  })

  test('never sees what goes to this machine, where plain http carries credentials', async () => {
    const proxy = await openProxy()
    const target = await listen(createServer((_request, response) => response.end('direct')))
    const transport = create({ httpProxy: proxy.url, httpsProxy: proxy.url })
    expect(toText(await transport.send(post(target), far()))).toBe('direct')
    expect(proxy.asked).toEqual([])
    await transport.close()
  })

  test('is not used when none is given, whatever the environment says', async () => {
    const proxy = await openProxy()
    const nowhere = `http://${'x'.repeat(64)}.invalid`
    process.env['http_proxy'] = proxy.url
    cleanUps.push(() => delete process.env['http_proxy'])
    for (const settings of [{}, { httpsProxy: proxy.url }]) {
      const transport = create(settings)
      expect(await failure(transport.send(post(nowhere), far()))).toMatchObject({ reason: 'lookup' })
      await transport.close()
    }
    expect(proxy.asked).toEqual([])
  })

  test('is asked for a tunnel for https, and its refusal means that nothing was sent', async () => {
    const proxy = await openProxy((socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    const other = await openProxy()
    const transport = create({ httpProxy: other.url, httpsProxy: proxy.url })
    const error = await failure(transport.send(post('https://gateway.invalid'), far()))
    expect(error).toMatchObject({ name: 'TransportError', reason: 'refused', requestWritten: false })
    expect(error.message).not.toContain('hidden')
    expect(proxy.asked).toEqual(['CONNECT gateway.invalid:443'])
    expect(other.asked).toEqual([])
    await transport.close()
  })

  test.each([
    ['breaks', 'reset', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')],
    ['is silent', 'connect-timeout', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
    ['is no TLS', 'tls', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nSSH-2.0-OpenSSH\r\n')],
  ])('whose tunnel %s means that nothing was sent', async (_what, reason, onTunnel) => {
    const proxy = await openProxy(onTunnel)
    const transport = create({ httpsProxy: proxy.url }, 100)
    const error = await failure(transport.send(post('https://gateway.invalid'), far()))
    expect(error).toMatchObject({ reason, requestWritten: false })
    await transport.close()
  })

  test('that never grants the tunnel is waited for until the deadline, and nothing was sent', async () => {
    const proxy = await openProxy()
    const transport = create({ httpsProxy: proxy.url })
    const sent = transport.send(post('https://gateway.invalid'), { deadline: Date.now() + 50 })
    expect(await failure(sent)).toMatchObject({ reason: 'deadline', requestWritten: false })
  })
})
