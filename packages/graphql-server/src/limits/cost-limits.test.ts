import { catalogue, checkInput } from '@heliograph/core'
import { isInterfaceType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '../create-graphql-server.ts'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'
import { createMessageCounter } from './send-points.ts'

const token = 'correct-horse-battery-staple'
const other = 'another-token-of-30-characters'
const as = (text: string) => ({ authorization: `Bearer ${text}` })
const limitedTo = (points: number) => ({
  ...testEnvironment,
  API_TOKENS: `app:read+send:${token},other:read:${other}`,
  RATE_LIMIT: String(points),
})
const balance = '{ sms365MeBalance { balance } }'
const answer = () => exampleAnswer('sms365.me.balance')

test('refuses what is too complex as a whole, and sends none of it', async () => {
  const server = createTestServer()
  const history = (count: number) =>
    `{ ${Array.from({ length: count }, (_, index) => `a${index}: sms365HistoryGroupList { historyGroups { text sms { smsId } } }`).join(' ')} }`
  const { errors, data } = await server.run(history(90))
  expect(data).toBeUndefined()
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/complexity of \d+, and 5000 is the most/),
      extensions: { code: 'QUERY_TOO_COMPLEX' },
    },
  ])
  expect(server.requests).toEqual([])
})

test('takes ten bulk sends with all their fields', async () => {
  const server = createTestServer()
  const send = `sms365SmsBulk(input: { to: ["nobody"], text: "x" }) {
    __typename
    ... on Sms365SmsBulkPayload { messages { smsId msisdn } accepted rejected balance }
    ... on OperationError { message code provider providerCode retryable }
  }`
  const { errors, data } = await server.run(
    `mutation { ${Array.from({ length: 10 }, (_, index) => `a${index}: ${send}`).join(' ')} }`,
  )
  expect(errors).toBeUndefined()
  expect(Object.values(data ?? {}).map((result) => (result as { __typename: string }).__typename)).toEqual(
    Array(10).fill('InvalidInputError'),
  )
})

test('lets a caller ask until its points are used up, then says when to come back, and lets others ask', async () => {
  const server = createTestServer({ env: limitedTo(5), answer })
  const ask = (text: string) => server.run(balance, undefined, as(text))
  expect((await ask(token)).status).toBe(200)
  expect((await ask(token)).status).toBe(200)
  // One point is left: enough to be heard, not to be answered.
  const { status, errors, headers, data } = await ask(token)
  expect([status, data]).toEqual([429, undefined])
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(
        /^app has used up its 5 points of this minute \(RATE_LIMIT\)\. Try again in \d+ s\.$/,
      ),
      extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) },
    },
  ])
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await server.post('not JSON', as(token))).status).toBe(429)
  expect((await ask(other)).status).toBe(200)
  expect(server.requests).toHaveLength(3)
})

test('takes more points for a send, however it is written', async () => {
  const send = 'sms365SmsSend(input: { to: "306973000000", text: "x" }) { __typename }'
  const documents = [`mutation { ${send} }`, `mutation { ...F } fragment F on Mutation { ... on Mutation { ${send} } }`]
  for (const document of documents) {
    const enough = createTestServer({ env: limitedTo(11), answer: () => exampleAnswer('sms365.sms.send') })
    expect((await enough.run(document, undefined, as(token))).status).toBe(200)
    const tooFew = createTestServer({ env: limitedTo(10) })
    expect((await tooFew.run(document, undefined, as(token))).status).toBe(429)
    expect(tooFew.requests).toEqual([])
  }
})

const to = (count: number) => Array.from({ length: count }, (_, index) => `30697300${String(index).padStart(4, '0')}`)
const bulk = `mutation ($to: [String!]! = ["306973000000", "306973000001", "306973000002"], $text: String! = "x") {
  sms365SmsBulk(input: { to: $to, text: $text }) { __typename }
}`
const toLiteral = (count: number) => bulk.replace('to: $to', `to: ${JSON.stringify(to(count))}`)

test.each([
  ['in a variable', bulk, { to: to(50) }, 60],
  [
    'in a variable that is a whole input',
    bulk.replace(/\(\$to.*\)/, '($input: Sms365SmsBulkInput!)').replace(/\{ to: .*? \}/, '$input'),
    { input: { to: to(50), text: 'x' } },
    60,
  ],
  [
    'in the document',
    toLiteral(50).replace('$to: [String!]! = ["306973000000", "306973000001", "306973000002"], ', ''),
    {},
    60,
  ],
  ['in the default of a variable', bulk, {}, 13],
  ['as one instead of a list', bulk, { to: to(1)[0] }, 11],
  [
    'in several fields',
    'mutation ($to: [String!]!) { ...F } fragment F on Mutation { a: netoxygenMessageSend(input: { to: $to, message: "x" }) { __typename } b: sms365ViberBulk(input: { to: $to, text: "x" }) { __typename } }',
    { to: to(50) },
    119,
  ],
] as const)('takes a point more for each further recipient, %s', async (_where, document, variables, points) => {
  const enough = createTestServer({ env: limitedTo(points), answer: () => exampleAnswer('sms365.sms.bulk') })
  expect(await enough.run(document, variables, as(token))).toMatchObject({ status: 200, data: expect.anything() })
  expect(enough.requests).not.toEqual([])
  const tooFew = createTestServer({ env: limitedTo(points - 1) })
  const { status, errors } = await tooFew.run(document, variables, as(token))
  expect(status).toBe(429)
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
  expect(tooFew.requests).toEqual([])
})

test('says that no minute has enough for a bulk, and not when to come back', async () => {
  const server = createTestServer({ env: limitedTo(500) })
  const { status, errors, headers } = await server.run(bulk, { to: to(1_000) }, as(token))
  expect([status, headers.get('retry-after')]).toEqual([429, null])
  expect(errors?.[0]?.message).toBe(
    'This request costs 1010 points, and app has 500 a minute (RATE_LIMIT). Nothing was sent. Send to fewer recipients at once, or raise the limit.',
  )
  expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryable: false })
  expect(server.requests).toEqual([])
})

test('leaves what is left of a minute to smaller sends when it refuses a bulk', async () => {
  const server = createTestServer({ env: limitedTo(100), answer: () => exampleAnswer('sms365.sms.bulk') })
  expect((await server.run(bulk, { to: to(50) }, as(token))).status).toBe(200)
  const { status, errors } = await server.run(bulk, { to: to(50) }, as(token))
  expect(status).toBe(429)
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(
        /^This takes 59 points, and app has 39 of its 100 of this minute left \(RATE_LIMIT\)\. Try again in \d+ s\.$/,
      ),
      extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) },
    },
  ])
  expect((await server.run(bulk, { to: to(5) }, as(token))).status).toBe(200)
  expect(server.requests).toHaveLength(2)
})

test('lets the largest bulk through unless told otherwise', async () => {
  const { RATE_LIMIT: _none, ...env } = limitedTo(0)
  const server = createTestServer({ env, answer: () => exampleAnswer('sms365.sms.bulk') })
  for (let count = 0; count < 5; count += 1) {
    expect((await server.run(bulk, { to: to(1_000) }, as(token))).status).toBe(200)
  }
  expect((await server.run(bulk, { to: to(1_000) }, as(token))).status).toBe(429)
})

test('counts the messages that core will make', () => {
  for (const entry of catalogue.filter(({ operation }) => operation.messages)) {
    for (const { input } of entry.operation.examples) {
      const checked = checkInput(entry, input, 0)
      const planned = 'input' in checked ? entry.operation.messages?.plan(checked.input).length : undefined
      expect([entry.id, createMessageCounter(entry)?.({ input }) ?? 1]).toEqual([entry.id, planned])
    }
  }
})

test('limits nobody where there are no tokens', async () => {
  const server = createTestServer({ answer })
  for (let count = 0; count < 50; count += 1) expect((await server.run(balance)).status).toBe(200)
})

test('refuses a list longer than MAX_RECIPIENTS by the name of its field, and sends none of it', async () => {
  const server = createTestServer({ env: { ...testEnvironment, MAX_RECIPIENTS: '2' } })
  const to = ['306973000000', '306973000001', '306973000002']
  const { data } = await server.run(
    `mutation ($input: Sms365SmsBulkInput!) {
      sms365SmsBulk(input: $input) { ... on InvalidInputError { code message fieldErrors { path message } } }
    }`,
    { input: { to, text: 'x' } },
  )
  expect(data).toEqual({
    sms365SmsBulk: {
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^sms365SmsBulk: .* Nothing was sent\. .*MAX_RECIPIENTS/),
      fieldErrors: [{ path: 'to', message: 'to may have at most 2 items; it has 3.' }],
    },
  })
  const { errors } = await server.run('{ netoxygenMessageStatus(ids: ["1", "2", "3"]) { __typename } }')
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', fieldErrors: [{ path: 'ids' }] } }])
  expect(server.requests).toEqual([])
})

test('only root fields of queries cost by what their arguments ask for, so that a mutation costs the same with all variables', () => {
  const schema = createSchema()
  const roots = new Set(Object.values(schema.getQueryType()?.getFields() ?? {}))
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type))
  const byArguments = types
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ extensions }) => typeof extensions['complexity'] === 'function')
  expect(byArguments.length).toBeGreaterThan(0)
  expect(byArguments.filter((field) => !roots.has(field))).toEqual([])
})
