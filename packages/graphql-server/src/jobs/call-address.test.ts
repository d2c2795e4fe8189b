import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { appendParameters, callAddress, UncallableAddressError } from './call-address.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

const serve = async (listener: RequestListener) => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { port: (server.address() as AddressInfo).port, requests }
}

const listenTcp = async (onConnection: (socket: Socket) => void): Promise<number> => {
  const server = createTcpServer(onConnection)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as AddressInfo).port
}

const guarded = { allowPrivate: false }
const open = { allowPrivate: true }

describe('callAddress', () => {
  it.each([
    'http://127.0.0.1:PORT/x',
    'http://localhost:PORT/x',
    'http://[::ffff:127.0.0.1]:PORT/x',
    'http://0x7f000001:PORT/x',
    'http://2130706433:PORT/x',
    'http://0.0.0.0:PORT/x',
    'http://169.254.169.254/latest/meta-data',
  ])('does not reach into this machine or its networks through %s', async (address) => {
    const { port, requests } = await serve((_request, response) => response.end())
    await expect(callAddress(address.replace('PORT', String(port)), guarded)).rejects.toThrow(UncallableAddressError)
    expect(requests).toEqual([])
  })

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'example.com', ''])('refuses %j', async (address) => {
    await expect(callAddress(address, open)).rejects.toThrow(UncallableAddressError)
  })

  it('gives the status, where private addresses are allowed', async () => {
    const { port, requests } = await serve((_request, response) => response.writeHead(503).end('busy'))
    expect(await callAddress(`http://127.0.0.1:${port}/x?a=1`, open)).toEqual({ status: 503 })
    expect(requests).toEqual(['GET /x?a=1'])
  })

  it('follows no redirect', async () => {
    const { port, requests } = await serve((_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    )
    expect(await callAddress(`http://127.0.0.1:${port}/x`, open)).toEqual({ status: 302 })
    expect(requests).toEqual(['GET /x'])
  })

  it('reads no endless answer', async () => {
    const { port } = await serve((_request, response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      }
      response.on('drain', write)
      write()
    })
    expect(await callAddress(`http://127.0.0.1:${port}/`, open)).toEqual({ status: 200 })
  })

  it('waits no longer than it may', async () => {
    const { port } = await serve(() => {})
    const call = callAddress(`http://127.0.0.1:${port}/`, { ...open, timeoutMs: 50 })
    await expect(call).rejects.toMatchObject({ reason: 'deadline' })
  })

  it('ends when it is told to', async () => {
    const abort = new AbortController()
    const { port } = await serve(() => abort.abort())
    await expect(callAddress(`http://127.0.0.1:${port}/`, { ...open, signal: abort.signal })).rejects.toMatchObject({
      reason: 'aborted',
    })
  })

  it('says why no answer came', async () => {
    const { port } = await serve((_request, response) => response.destroy())
    const garbage = await listenTcp((socket) => socket.resume().end('SSH-2.0-OpenSSH\r\n'))
    const gone = await listenTcp(() => {})
    await closers.pop()?.()
    const failures = [
      [`http://127.0.0.1:${gone}/`, 'refused'],
      [`http://${'x'.repeat(64)}.invalid/`, 'lookup'],
      [`https://127.0.0.1:${port}/`, 'tls'],
      [`http://127.0.0.1:${port}/`, 'reset'],
      [`http://127.0.0.1:${garbage}/`, 'malformed'],
    ] as const
    for (const [address, reason] of failures) {
      await expect(callAddress(address, open), address).rejects.toMatchObject({ name: 'TransportError', reason })
    }
  })
})

describe('appendParameters', () => {
  it('appends with ? or with &, encodes, and drops a fragment', () => {
    const parameters = { msgid: '1', to: '+30 69' }
    expect(appendParameters('https://a.example/x', parameters)).toBe('https://a.example/x?msgid=1&to=%2B30+69')
    expect(appendParameters('https://a.example/x?y=1#z', parameters)).toBe(
      'https://a.example/x?y=1&msgid=1&to=%2B30+69',
    )
  })
})
