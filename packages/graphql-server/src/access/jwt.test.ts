import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createUndiciTransport } from '@heliograph/core/undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { createJwtVerifier, type JwtSettings } from './jwt.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }

const documents = createUndiciTransport()
let isBroken = false
let fetches = 0
const issuer = createServer((_request, response) => {
  fetches += 1
  response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks))
})
let settings: JwtSettings
const logLines: string[] = []
const log = createLog('trace', { write: (line) => logLines.push(line) })

beforeAll(async () => {
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
  const { port } = issuer.address() as AddressInfo
  settings = {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    issuer: 'https://login.example.com/',
    audience: 'heliograph',
    scopeClaim: 'scope',
  }
})
afterAll(async () => {
  await documents.close()
  await new Promise((resolve) => issuer.close(resolve))
})

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const now = () => Math.floor(Date.now() / 1_000)
const goodClaims = () => ({
  iss: 'https://login.example.com/',
  aud: 'heliograph',
  sub: 'user-1',
  exp: now() + 600,
  scope: 'openid read send',
})

const toJwt = (changes: object = {}, header: object = {}, key: KeyObject = privateKey): string => {
  const text = `${encode({ alg: 'RS256', kid: 'one', ...header })}.${encode({ ...goodClaims(), ...changes })}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

test('knows the caller by the subject, under a name that no API token can have, with the scopes that are ours', async () => {
  const verify = createJwtVerifier(settings, documents, log)
  const exp = now() + 600
  // The clocks of two machines may differ by five seconds.
  const known = { name: 'jwt:user-1', expiresAtMs: (exp + 5) * 1_000 }
  expect(await verify(toJwt({ exp }))).toEqual({ ...known, scopes: new Set(['read', 'send']) })
  expect(await verify(toJwt({ exp, scope: ['admin', 'other'] }))).toEqual({ ...known, scopes: new Set(['admin']) })
  expect(await verify(toJwt({ exp, scope: undefined }))).toEqual({ ...known, scopes: new Set() })
})

test('takes the scopes from the claim that is set', async () => {
  const verify = createJwtVerifier({ ...settings, scopeClaim: 'permissions' }, documents, log)
  expect((await verify(toJwt({ permissions: ['manage'] })))?.scopes).toEqual(new Set(['manage']))
})

test.each([
  ['has ended', () => toJwt({ exp: now() - 60 })],
  ['never ends', () => toJwt({ exp: undefined })],
  ['holds only later', () => toJwt({ nbf: now() + 600 })],
  ['is of another issuer', () => toJwt({ iss: 'https://elsewhere.example.com/' })],
  ['is for another audience', () => toJwt({ aud: 'another' })],
  ['has no subject', () => toJwt({ sub: undefined })],
  ['has a subject that could forge a line', () => toJwt({ sub: 'a\nb' })],
  ['is signed by a stranger', () => toJwt({}, {}, stranger)],
  ['has a key id that is not known', () => toJwt({}, { kid: 'two' })],
  ['has its claims changed', () => toJwt().replace(/\.[^.]+\./, `.${encode({ ...goodClaims(), scope: 'admin' })}.`)],
  ['is not signed', () => `${encode({ alg: 'none', kid: 'one' })}.${encode(goodClaims())}.`],
  [
    'is signed with the public key as a password',
    () => {
      const text = `${encode({ alg: 'HS256', kid: 'one' })}.${encode(goodClaims())}`
      const pem = publicKey.export({ type: 'spki', format: 'pem' })
      return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`
    },
  ],
  ['is no JWT', () => 'a.b.c'],
])('refuses a JWT that %s', async (_what, make) => {
  expect(await createJwtVerifier(settings, documents, log)(make())).toBeUndefined()
})

test('asks for the keys once for many tokens, and not for each key id that somebody makes up', async () => {
  const verify = createJwtVerifier(settings, documents, log)
  fetches = 0
  for (let round = 0; round < 5; round += 1) await verify(toJwt())
  expect(fetches).toBe(1)
  for (let round = 0; round < 30; round += 1) await verify(toJwt({}, { kid: `made-up-${round}` }))
  expect(fetches).toBeLessThanOrEqual(10)
})

test('fetches the keys through the proxy that is set', async () => {
  const asked: (string | undefined)[] = []
  const proxy = createServer((request, response) => {
    asked.push(request.url)
    response.end(JSON.stringify(jwks))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const proxied = createUndiciTransport({
    proxy: { httpProxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
  })
  const jwksUrl = 'http://issuer.invalid/jwks.json'
  expect(await createJwtVerifier({ ...settings, jwksUrl }, proxied, log)(toJwt())).toBeDefined()
  expect(asked).toEqual([jwksUrl])
  await proxied.close()
  await new Promise((resolve) => proxy.close(resolve))
})

test('says that it cannot know now where the keys cannot be had, and logs no token', async () => {
  isBroken = true
  const jwt = toJwt()
  await expect(createJwtVerifier(settings, documents, log)(jwt)).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE', http: { status: 503 } },
  })
  isBroken = false
  expect(logLines.join()).toContain('the keys of JWT_JWKS_URL cannot be fetched')
  expect(logLines.join()).not.toContain(jwt)
})
