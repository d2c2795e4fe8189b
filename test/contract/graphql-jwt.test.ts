import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLog, parseSettings, startServer } from '@heliograph/graphql-server'
import { afterEach, expect, test } from 'vitest'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A proxy that notes which tunnels it is asked for, and grants none. */
const startProxy = async () => {
  const asked: (string | undefined)[] = []
  const proxy = createServer().on('connect', ({ url }, socket) => {
    asked.push(url)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  closers.push(() => proxy.close())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked }
}

test('the keys of an issuer are fetched through HTTPS_PROXY, and who needs them is told where they cannot be had', async () => {
  const proxy = await startProxy()
  const settings = parseSettings({
    PORT: '0',
    DATA_DIR: 'memory://',
    HTTPS_PROXY: proxy.url,
    JWT_JWKS_URL: 'https://issuer.invalid/keys.json',
    JWT_ISSUER: 'https://issuer.invalid/',
    JWT_AUDIENCE: 'heliograph',
  })
  const server = await startServer({ settings, log: createLog('silent') })
  closers.push(() => server.close())
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const jwt = `${encode({ alg: 'RS256', kid: 'one' })}.${encode({ sub: 'user' })}.${encode({})}`
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${jwt}` },
    body: JSON.stringify({ query: '{ __typename }' }),
  })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] })
  expect(proxy.asked).toEqual(['issuer.invalid:443'])
})
