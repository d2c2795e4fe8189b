import { expect, test } from 'vitest'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'

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
