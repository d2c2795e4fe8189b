import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type HttpRequest, TransportError, type TransportFailure } from '../transport.ts'
import { cleanUps, listen } from './testing/listen.ts'
import { createUndiciTransport, type UndiciTransport, type UndiciTransportOptions } from './undici-transport.ts'

afterEach(() => {
  vi.useRealTimers()
})

const listenHttp = (listener: RequestListener) => listen(createHttpServer(listener))

/** Reads a little and leaves the rest to the test. */
const listenTcp = (onRequest: (socket: Socket) => void) =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => onRequest(socket))
    }),
  )

const create = (options: UndiciTransportOptions = {}): UndiciTransport => {
  const transport = createUndiciTransport(options)
  cleanUps.push(() => Promise.race([transport.close(), new Promise((resolve) => setTimeout(resolve, 100))]))
  return transport
}

const post = (url: string, body = 'to=306971234567&key=hidden'): HttpRequest => ({
  method: 'POST',
  url: `${url}/sms/send`,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
})

const far = () => ({ deadline: Date.now() + 20_000 })

/** What was sent fails for this reason, and the error says nothing of the request but its host. */
const expectFailure = async (sent: Promise<unknown>, reason: TransportFailure, requestWritten: boolean) => {
  const error = await sent.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(TransportError)
  expect(error).toMatchObject({ reason, requestWritten })
  expect((error as TransportError).message).not.toMatch(/hidden|306971234567|sms\/send/)
}

test('a document is read with what it is wanted as, unpacked, and a redirect is not followed', async () => {
  const url = await listenHttp((request, response) => {
    const { method, url: path, headers } = request
    if (path === '/moved') response.writeHead(302, { location: '/keys' }).end()
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`${method} ${headers.accept}`))
  })
  const transport = create()
  const { status, body } = await transport.get(`${url}/keys`, 'application/json', far())
  expect([status, new TextDecoder().decode(body)]).toEqual([200, 'GET application/json'])
  expect(await transport.get(`${url}/moved`, 'application/json', far())).toMatchObject({ status: 302 })
})

describe('an answer', () => {
  test('comes whole, with its status, headers and bytes', async () => {
    const url = await listenHttp((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        response.writeHead(429, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] })
        response.end(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`)
      })
    })
    const { status, headers, body } = await create().send(post(url, 'to=é'), far())
    expect(status).toBe(429)
    expect(headers).toMatchObject({ 'retry-after': '7', 'set-cookie': 'a=1' })
    expect(new TextDecoder().decode(body)).toBe('POST /sms/send application/x-www-form-urlencoded to=é')
  })

  test('is not followed when it is a redirect', async () => {
    const url = await listenHttp((request, response) => {
      response.writeHead(request.url === '/sms/send' ? 307 : 200, { location: '/elsewhere' }).end()
    })
    expect((await create().send(post(url), far())).status).toBe(307)
  })

  test.each([200, 403])('that is compressed is unpacked, with HTTP %i', async (status) => {
    const url = await listenHttp((_request, response) => {
      response.writeHead(status, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)))
    })
    const { body, headers } = await create().send(post(url), far())
    expect(body.length).toBe(100_000)
    expect(headers).toMatchObject({ 'content-encoding': undefined, 'content-length': undefined })
  })
})

describe('too much', () => {
  test('is given up while it arrives, the wire bytes counted', async () => {
    let written = 0
    const url = await listenHttp((_request, response) => {
      const chunk = Buffer.alloc(65_536)
      const write = () => {
        while (!response.destroyed && written < 200_000_000) {
          written += chunk.length
          if (!response.write(chunk)) break
        }
      }
      response.on('drain', write)
      response.writeHead(200)
      write()
    })
    await expectFailure(create({ maxResponseBytes: 1_000_000 }).send(post(url), far()), 'too-large', true)
    expect(written).toBeLessThan(100_000_000)
  })

  test('is given up while its headers arrive', async () => {
    const url = await listenHttp((_request, response) => response.writeHead(200, { a: 'x'.repeat(100_000) }).end())
    await expectFailure(create().send(post(url), far()), 'too-large', true)
  })

  test('is given up while it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const url = await listenHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    })
    const before = process.memoryUsage().arrayBuffers
    await expectFailure(create({ maxResponseBytes: 1_000_000 }).send(post(url), far()), 'too-large', true)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
  })
})

describe('a request that did not leave', () => {
  test('finds nobody listening', async () => {
    const server = createTcpServer()
    const url = await listen(server)
    server.close()
    await once(server, 'close')
    await expectFailure(create().send(post(url), far()), 'refused', false)
  })

  test('finds no address for its host', async () => {
    // No name may have a label of 64 characters, so nobody is asked about it.
    await expectFailure(create().send(post(`http://${'x'.repeat(64)}.invalid`), far()), 'lookup', false)
  })

  test.each([
    ['no TLS at all', () => createHttpServer()],
    // A server without a certificate fails the handshake.
    ['a handshake that fails', () => createTlsServer()],
  ])('meets %s', async (_what, createServer) => {
    const url = await listen(createServer())
    await expectFailure(create().send(post(url.replace('http:', 'https:')), far()), 'tls', false)
  })

  test('waits for a TLS handshake until the connection is given up', async () => {
    const url = await listen(createTcpServer())
    const transport = create({ connectTimeoutMs: 50 })
    await expectFailure(transport.send(post(url.replace('http:', 'https:')), far()), 'connect-timeout', false)
  })

  test('passes its deadline, or is cancelled, while connecting', async () => {
    const url = (await listen(createTcpServer())).replace('http:', 'https:')
    const transport = create()
    await expectFailure(transport.send(post(url), { deadline: Date.now() + 30 }), 'deadline', false)
    await expectFailure(transport.send(post(url), { ...far(), signal: AbortSignal.timeout(30) }), 'aborted', false)
  })

  test('passes its deadline while it waits for a free connection, and is not sent later', async () => {
    const sockets = new Set<unknown>()
    const releases: (() => void)[] = []
    const url = await listenHttp((request, response) => {
      sockets.add(request.socket)
      releases.push(() => response.end('ok'))
    })
    const transport = create({ connections: 1 })
    const first = transport.send(post(url), far())
    await expect.poll(() => releases.length).toBe(1)
    await expectFailure(transport.send(post(url), { deadline: Date.now() + 30 }), 'deadline', false)
    releases[0]?.()
    await first
    const third = transport.send(post(url), far())
    await expect.poll(() => releases.length).toBe(2)
    releases[1]?.()
    await third
    expect(releases).toHaveLength(2)
    // Giving it up has not cost the others their connection.
    expect(sockets.size).toBe(1)
  })

  test('comes after its deadline, is cancelled before it began, or finds the transport closed', async () => {
    const requests: unknown[] = []
    const url = await listenHttp((request, response) => response.end(String(requests.push(request))))
    const transport = create({ now: () => 1_000 })
    await expectFailure(transport.send(post(url), { deadline: 1_000 }), 'deadline', false)
    await expectFailure(transport.send(post(url), { ...far(), signal: AbortSignal.abort() }), 'aborted', false)
    await transport.close()
    await expectFailure(transport.send(post(url), far()), 'refused', false)
    expect(requests).toEqual([])
  })
})

describe('a request that may have arrived', () => {
  const answer = (rest: string) => (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`)

  test.each<[string, TransportFailure, (socket: Socket) => void]>([
    ['a reset after it was read', 'reset', (socket) => socket.resetAndDestroy()],
    [
      'a reset in the middle of the answer',
      'reset',
      (socket) => socket.write('HTTP/1.1 ', () => socket.resetAndDestroy()),
    ],
    ['a connection that ends without an answer', 'reset', (socket) => socket.end()],
    ['a body that is cut off', 'reset', answer('content-length: 100\r\n\r\n{"smsId"')],
    ['an answer that is not HTTP', 'malformed', (socket) => socket.write('SSH-2.0-OpenSSH\r\n\r\n')],
    ['an answer that cannot be unpacked', 'malformed', answer('content-encoding: gzip\r\n\r\nplain')],
    ['an unknown content coding', 'malformed', answer('content-encoding: secret\r\n\r\nplain')],
  ])('meets %s', async (_name, reason, onRequest) => {
    const url = await listenTcp(onRequest)
    await expectFailure(create().send(post(url), far()), reason, true)
  })

  test.each(['', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'])('passes its deadline after %j', async (start) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const url = await listenTcp((socket) => socket.write(start, () => vi.advanceTimersByTime(1_000)))
    const sent = create({ now: () => 0 }).send(post(url), { deadline: 1_000 })
    await expectFailure(sent, 'deadline', true)
  })

  test('is cancelled, and its connection ends', async () => {
    const controller = new AbortController()
    const sockets: Socket[] = []
    const url = await listenTcp((socket) => {
      sockets.push(socket)
      controller.abort()
    })
    await expectFailure(create().send(post(url), { ...far(), signal: controller.signal }), 'aborted', true)
    await expect.poll(() => sockets[0]?.destroyed).toBe(true)
  })
})

describe('connections', () => {
  test('are kept for the next request', async () => {
    const sockets = new Set<unknown>()
    const url = await listenHttp((request, response) => {
      sockets.add(request.socket)
      request.resume().on('end', () => response.end('ok'))
    })
    const transport = create()
    for (let count = 0; count < 10; count++) await transport.send(post(url), far())
    // The first socket may not be free yet in the moment that its answer is handed over.
    expect(sockets.size).toBeLessThanOrEqual(2)
  })

  test('that the gateway closed in the meantime are replaced', async () => {
    const sockets: Socket[] = []
    const url = await listenTcp((socket) => {
      sockets.push(socket)
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    const transport = create()
    for (const count of [1, 2, 3]) {
      expect((await transport.send(post(url), far())).status).toBe(200)
      await expect.poll(() => sockets[count - 1]?.destroyed).toBe(true)
    }
  })

  test('end with the transport, after the request that is under way', async () => {
    const sockets: Socket[] = []
    const url = await listenHttp((request, response) => {
      sockets.push(request.socket)
      request.resume().on('end', () => setImmediate(() => response.end('ok')))
    })
    const transport = createUndiciTransport()
    const sent = transport.send(post(url), far())
    await expect.poll(() => sockets.length).toBe(1)
    const closed = transport.close()
    expect((await sent).status).toBe(200)
    await closed
    await expect.poll(() => sockets[0]?.destroyed).toBe(true)
  })

  test('carry one request at a time', async () => {
    let underWay = 0
    let most = 0
    const url = await listenHttp((request, response) => {
      underWay += 1
      most = Math.max(most, underWay)
      request.resume().on('end', () => {
        setImmediate(() => {
          underWay -= 1
          response.end('ok')
        })
      })
    })
    const transport = create({ connections: 3 })
    await Promise.all(Array.from({ length: 20 }, () => transport.send(post(url), far())))
    expect(most).toBeLessThanOrEqual(3)
  })
})
