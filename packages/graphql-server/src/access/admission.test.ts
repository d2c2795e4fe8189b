import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { mostFailedLogins } from './failed-logins.ts'

const token = 'correct-horse-battery-staple'
const hex = createHash('sha256').update(token).digest('hex')
const env = { ...testEnvironment, API_TOKENS: `app:read:sha256:${hex}` }
const asApp = { authorization: `Bearer ${token}` }
const who = '{ __typename }'

test('answers whoever shows a token', async () => {
  const { data, status } = await createTestServer({ env }).run(who, undefined, asApp)
  expect([status, data]).toEqual([200, { __typename: 'Query' }])
})

test('asks whoever shows none for one, with HTTP 401, before it reads the body', async () => {
  const { run, post } = createTestServer({ env })
  const { errors, data, status, headers } = await run(who)
  expect([status, data]).toEqual([401, undefined])
  expect(errors).toMatchObject([{ message: expect.stringMatching(/^A token is needed/) }])
  expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
  expect(headers.get('www-authenticate')).toBe('Bearer realm="heliograph"')
  expect((await post('not JSON')).status).toBe(401)
})

test('refuses a wrong token, and tells neither answer nor log of it', async () => {
  const { run, logLines } = createTestServer({ env })
  const answers = [
    await run(who, undefined, { authorization: `Bearer ${token}-x` }),
    await run(who, undefined, { authorization: `Bearer sha256:${hex}` }),
    await run(who, undefined, { authorization: token }),
    await run(who, undefined, asApp),
  ]
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 200])
  expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer realm="heliograph", error="invalid_token"')
  expect(JSON.stringify(answers)).not.toContain(token)
  expect(logLines.join()).not.toContain(token)
  expect(logLines.join()).not.toContain(hex)
})

test('tells an address that guesses to wait, and still takes a good token from it', async () => {
  const { run } = createTestServer({ env })
  const guess = () => run(who, undefined, { authorization: 'Bearer guessed-token-guessed-token' })
  for (let count = 0; count < mostFailedLogins; count += 1) expect((await guess()).status).toBe(401)
  const { errors, status, headers } = await guess()
  expect(status).toBe(429)
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) } }])
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await run(who, undefined, asApp)).status).toBe(200)
})

test('asks no probe for a token', async () => {
  const server = createTestServer({ env })
  for (const path of ['/health', '/ready']) {
    expect((await server.fetch(`http://localhost${path}`)).status).toBe(200)
  }
})

test('asks for a token over GET too, and shows no GraphiQL unless it is switched on', async () => {
  const get = (server: ReturnType<typeof createTestServer>, accept: string) =>
    server.fetch('http://localhost/graphql?query=%7B__typename%7D', { headers: { accept } })
  expect((await get(createTestServer({ env }), '*/*')).status).toBe(401)
  expect((await get(createTestServer({ env }), 'text/html')).headers.get('content-type')).toBeNull()
  const page = await get(createTestServer({ env: { ...env, GRAPHIQL: 'true' } }), 'text/html')
  expect(page.headers.get('content-type')).toContain('text/html')
})

test('tells nothing of the schema where introspection is off', async () => {
  const { run } = createTestServer({ env: { ...testEnvironment, INTROSPECTION: 'false' } })
  const { data, errors: refusals } = await run('{ __schema { queryType { name } } }')
  expect(data).toBeUndefined()
  expect(refusals?.[0]).toMatchObject({
    message: expect.stringContaining('introspection has been disabled'),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
  const documents = [
    '{ sms365MeBalanc }',
    'mutation { sms365GroupAdd(input: { nam: "x" }) { __typename } }',
    'mutation { netoxygenMessageSend(input: { to: "1", message: "x", type: LOUD }) { __typename } }',
  ]
  for (const document of documents) {
    const { errors } = await run(document)
    expect(JSON.stringify(errors)).not.toMatch(/Did you mean|Its (fields|values) are/)
  }
  const { errors } = await run(
    'mutation ($input: Sms365GroupAddInput!) { sms365GroupAdd(input: $input) { __typename } }',
    {
      input: { nam: 'x' },
    },
  )
  expect(JSON.stringify(errors)).not.toMatch(/Did you mean|Its fields are/)
  expect((await createTestServer().run('{ __schema { queryType { name } } }')).data).toBeDefined()
})
