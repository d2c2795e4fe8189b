import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { parseApiTokens } from './api-tokens.ts'
import { createAuthenticator, readAuthorization } from './authenticate.ts'
import { localCaller } from './caller.ts'

const log = createLog('silent')
const token = 'correct-horse-battery-staple'
const tokens = parseApiTokens(`app:read:${token}`, 'API_TOKENS', [])
const authenticator = createAuthenticator({ tokens }, log)

test.each([
  ['headers of fetch', new Headers({ Authorization: `Bearer ${token}` })],
  ['headers of node:http', { authorization: `Bearer ${token}` }],
  ['connection params', { Authorization: `bearer  ${token} ` }],
])('knows a caller by %s', async (_what, given) => {
  expect(await authenticator.authenticate(given)).toMatchObject({ name: 'app' })
})

test.each([
  undefined,
  null,
  {},
  { authorization: '' },
  { authorization: token },
  { authorization: `Basic ${token}` },
  { authorization: `Bearer ${token}x` },
  { authorization: `Bearer ${token.slice(1)}` },
  { authorization: [`Bearer ${token}`] },
  { authorization: 'Bearer a.b.c' },
])('knows nobody by %j', async (given) => {
  expect(await authenticator.authenticate(given)).toBeUndefined()
})

test('lets nobody do anything before somebody is known', () => {
  expect(authenticator.firstCaller.scopes.size).toBe(0)
})

test('knows everybody as the local caller where there are no tokens', async () => {
  const open = createAuthenticator({ tokens: [] }, log)
  expect(open.isTokenRequired).toBe(false)
  expect(open.firstCaller).toBe(localCaller)
  expect(await open.authenticate({ authorization: 'Bearer whatever' })).toBe(localCaller)
})

test('takes other tokens from then on when they are replaced', async () => {
  const changing = createAuthenticator({ tokens }, log)
  const next = 'another-token-of-30-characters'
  changing.replaceTokens(parseApiTokens(`app:send:${next}`, 'API_TOKENS', []))
  expect(await changing.authenticate({ authorization: `Bearer ${token}` })).toBeUndefined()
  expect(await changing.authenticate({ authorization: `Bearer ${next}` })).toMatchObject({ name: 'app' })
})

test('still knows whoever it let in until the token is taken away or ends, and not by the name alone', async () => {
  const changing = createAuthenticator({ tokens }, log)
  const caller = (await changing.authenticate({ authorization: `Bearer ${token}` })) ?? localCaller
  const added = 'app:read:another-token-of-30-characters'
  changing.replaceTokens(parseApiTokens(`app:read:${token},${added}`, 'API_TOKENS', []))
  expect(changing.isStillKnown(caller)).toBe(true)
  expect(changing.isStillKnown({ ...caller, expiresAtMs: Date.now() + 60_000 })).toBe(true)
  expect(changing.isStillKnown({ ...caller, expiresAtMs: Date.now() })).toBe(false)
  changing.replaceTokens(parseApiTokens(added, 'API_TOKENS', []))
  expect(changing.isStillKnown(caller)).toBe(false)
  expect(createAuthenticator({ tokens: [] }, log).isStillKnown(localCaller)).toBe(true)
})

test('reads no header where there is none', () => {
  expect(readAuthorization(new Headers())).toBeUndefined()
})
