import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { closeGracefully, listen } from './listen.ts'

test('takes any free port where the port is 0, and tells which', async () => {
  const { server, origin } = await listen((_request, response) => response.end('here'), '127.0.0.1', 0)
  expect(await (await fetch(origin)).text()).toBe('here')
  await closeGracefully(server, 1_000, () => {})
})

test('names PORT where another process has it', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(listen(() => {}, '127.0.0.1', port)).rejects.toThrow(
    `PORT ${port} on 127.0.0.1 is taken by another process: choose another one with PORT, or 0 for any that is free.`,
  )
  other.close()
})

test('names HOST where it is no address of this machine', async () => {
  await expect(listen(() => {}, '203.0.113.1', 0)).rejects.toThrow(
    'HOST 203.0.113.1 is not an address of this machine.',
  )
})

test('closes a kept-alive connection once its request has been answered', async () => {
  let answer = () => {}
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  let finish = () => {}
  const { server, origin } = await listen(
    (_request, response) => {
      answer()
      finish = () => response.end('late')
    },
    '127.0.0.1',
    0,
  )
  // Node itself would never close it.
  server.keepAliveTimeout = 0
  const agent = new Agent({ keepAlive: true })
  const answered = new Promise<string>((resolve, reject) => {
    get(origin, { agent }, (response) => void text(response).then(resolve, reject)).on('error', reject)
  })
  await asked
  const closed = closeGracefully(server, 3_600_000, () => {})
  finish()
  expect(await answered).toBe('late')
  await closed
  agent.destroy()
})

test('keeps an idle connection for longer than load balancers do', async () => {
  const { server, origin } = await listen((_request, response) => response.end(), '127.0.0.1', 0)
  const { headers } = await fetch(origin)
  const [, seconds] = /^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '') ?? []
  expect(Number(seconds)).toBeGreaterThan(600)
  await closeGracefully(server, 1_000, () => {})
})

test('closes idle connections at once when it ends', async () => {
  const { server, origin } = await listen((_request, response) => response.end('here'), '127.0.0.1', 0)
  const agent = new Agent({ keepAlive: true })
  const [response] = (await once(get(origin, { agent }), 'response')) as [IncomingMessage]
  expect(await text(response)).toBe('here')
  await expect.poll(() => Object.values(agent.freeSockets).flat()).toHaveLength(1)
  await closeGracefully(server, 3_600_000, () => {})
  agent.destroy()
})
