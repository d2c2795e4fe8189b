import { TransportError } from '@heliograph/core'
import { expect, test } from 'vitest'
import { createTestServer, type TestAnswer } from './testing/create-test-server.ts'
import { exampleAnswer, exampleOutput } from './testing/examples.ts'

const sendSms = `mutation ($input: Sms365SmsSendInput!) {
  sms365SmsSend(input: $input) {
    __typename
    ... on Sms365SmsSendPayload { smsId cost balance }
    ... on OperationError { message code provider providerCode retryable }
    ... on InvalidInputError { fieldErrors { path message } }
    ... on RateLimitedError { retryAfterMs }
    ... on UnavailableError { retryAfterMs }
  }
}`
const input = { to: '306973000000', text: 'Your table is booked', from: 'Example' }
const sent = exampleAnswer('sms365.sms.send')
const refused = (code: number) => `{"status":"0","error":"${code}","remarks":"No"}`

const send = async (answer: () => TestAnswer, changes: object = {}) => {
  const server = createTestServer({ answer })
  const { data, errors } = await server.run(sendSms, { input: { ...input, ...changes } })
  return { result: data?.['sms365SmsSend'], errors, requests: server.requests }
}

test('answers a mutation with its payload', async () => {
  const { result, errors } = await send(() => sent)
  expect(errors).toBeUndefined()
  expect(result).toEqual({ __typename: 'Sms365SmsSendPayload', smsId: '1500100', cost: '1', balance: '1519.30' })
})

test('takes an explicit null for a field that is left out', async () => {
  const { result, requests } = await send(() => sent, { from: null, sendAt: null, flash: null })
  expect(result).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
  expect(requests[0]?.body).not.toContain('from')
})

test('names each wrong field, and sends nothing', async () => {
  const { result, requests } = await send(() => sent, { to: 'nobody', sendAt: '2001-01-01T00:00:00Z' })
  expect(result).toMatchObject({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    provider: 'SMS365',
    providerCode: null,
    retryable: false,
  })
  expect(result).toHaveProperty('fieldErrors.0.path', 'to')
  expect(result).toHaveProperty('fieldErrors.0.message', expect.stringMatching(/^to must be a phone number/))
  expect(requests).toEqual([])
})

test('keeps the code that the provider refused with', async () => {
  const { result } = await send(() => refused(105))
  expect(result).toMatchObject({
    __typename: 'InsufficientCreditError',
    code: 'INSUFFICIENT_CREDIT',
    providerCode: '105',
  })
})

test('says how long to wait where the provider said it', async () => {
  const { result } = await send(() => ({ status: 429, headers: { 'retry-after': '120' } }))
  expect(result).toMatchObject({ __typename: 'RateLimitedError', code: 'RATE_LIMIT', retryAfterMs: 120_000 })
})

test('says that nothing was sent where the provider could not be reached', async () => {
  const { result } = await send(() => new TransportError('refused', false, 'nobody listens'))
  expect(result).toMatchObject({
    __typename: 'UnavailableError',
    code: 'UNAVAILABLE',
    retryable: true,
    retryAfterMs: null,
  })
  expect(result).toHaveProperty('message', expect.stringContaining('Nothing was sent.'))
})

test('does not send again when the answer is lost, and says what to do', async () => {
  const { result, requests } = await send(() => new TransportError('reset', true, 'the connection broke'))
  expect(requests).toHaveLength(1)
  expect(result).toMatchObject({ __typename: 'OutcomeUnknownError', code: 'NETWORK', retryable: false })
  expect(result).toHaveProperty('message', expect.stringContaining('Do not simply repeat it.'))
  // Operations have the names of their fields here.
  expect(result).toHaveProperty('message', expect.stringMatching(/^sms365SmsSend: .* sms365HistorySingleList/))
})

test('names the settings to set where a provider has no credentials', async () => {
  const server = createTestServer({ env: {} })
  const { data } = await server.run(sendSms, { input })
  expect(data?.['sms365SmsSend']).toMatchObject({
    __typename: 'AuthenticationError',
    code: 'AUTHENTICATION',
    message: expect.stringContaining(
      'Not set in the environment of the server: SMS365_API_KEY, SMS365_USERNAME, SMS365_PASSWORD.',
    ),
  })
  expect(server.requests).toEqual([])
})

test('runs the mutations of a request one after another, and lets one fail alone', async () => {
  const server = createTestServer({
    answer: ({ body }) => (body.includes('to=302') ? refused(105) : sent),
  })
  const { data, errors } = await server.run(`mutation {
    first: sms365SmsSend(input: { to: "301", text: "a" }) { __typename }
    second: sms365SmsSend(input: { to: "302", text: "a" }) { __typename }
    third: sms365SmsSend(input: { to: "3", text: "a" }) { __typename }
    fourth: sms365SmsSend(input: { to: "304", text: "a" }) { __typename }
  }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    first: { __typename: 'Sms365SmsSendPayload' },
    second: { __typename: 'InsufficientCreditError' },
    third: { __typename: 'InvalidInputError' },
    fourth: { __typename: 'Sms365SmsSendPayload' },
  })
  expect(server.requests.map(({ body }) => /to=(\d+)/.exec(body)?.[1])).toEqual(['301', '302', '304'])
})

test('puts the facts of a failed query into its extensions, and answers the others', async () => {
  const server = createTestServer({
    answer: ({ url }) => (url.endsWith('/status/sms') ? refused(101) : exampleAnswer('sms365.me.balance')),
  })
  const { data, errors, status } = await server.run(
    '{ sms365MeBalance { balance } sms365StatusSms(smsId: "1") { message { status } } }',
  )
  expect(status).toBe(200)
  expect(data).toEqual({ sms365MeBalance: exampleOutput('sms365.me.balance'), sms365StatusSms: null })
  expect(errors).toMatchObject([{ path: ['sms365StatusSms'] }])
  expect(errors?.[0]?.extensions).toEqual({
    code: 'AUTHENTICATION',
    provider: 'SMS365',
    providerCode: '101',
    retryable: false,
  })
})

test('names the wrong argument of a query, and the wait of a provider', async () => {
  const server = createTestServer({ answer: () => ({ status: 429, headers: { 'retry-after': '3600' } }) })
  const { errors } = await server.run(
    '{ one: sms365StatusSms(smsId: " ") { __typename } two: sms365MeBalance { balance } }',
  )
  expect(errors?.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'INVALID_INPUT', fieldErrors: [{ path: 'smsId' }] },
    { code: 'RATE_LIMIT', retryAfterMs: 3_600_000 },
  ])
})

test('gives an instant of the answer in UTC, and money with its digits', async () => {
  const server = createTestServer({
    answer: () => exampleAnswer('sms365.purchase.list'),
  })
  const { data, errors } = await server.run(
    '{ sms365PurchaseList { purchases { purchaseId cost timestamp instant } total } }',
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    sms365PurchaseList: {
      purchases: [
        {
          purchaseId: '12',
          cost: '40.00',
          timestamp: '2026-01-15 10:30:00',
          instant: '2026-01-15T08:30:00.000Z',
        },
      ],
      total: 1,
    },
  })
})

test('cancels a query when its client goes away, and never a mutation, which is logged at once', async () => {
  const aborted: boolean[] = []
  const server = createTestServer({
    answer(_request, { signal }) {
      client.abort()
      aborted.push(signal?.aborted ?? false)
      return exampleAnswer('sms365.sms.send')
    },
  })
  let client = new AbortController()
  const leave = (query: string) => {
    client = new AbortController()
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, signal: client.signal }
    return Promise.resolve(
      server.fetch('http://localhost/graphql', { ...init, body: JSON.stringify({ query, variables: { input } }) }),
    ).catch(() => undefined)
  }
  await leave('{ sms365MeBalance { balance } }')
  await leave(sendSms)
  expect(aborted).toEqual([true, false])
  await expect
    .poll(() => server.logLines.map((line) => JSON.parse(line) as unknown))
    .toContainEqual(expect.objectContaining({ msg: 'call', operation: 'sms365.sms.send', clientGone: true }))
})
