import { type IncomingMessage, request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { createLog, parseSettings, startServer } from '@heliograph/graphql-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GraphqlTestServer, startGraphqlTestServer } from './graphql-test-server.ts'

const sendSms = `mutation { sms365SmsSend(input: { to: "306971234567", text: "x" }) {
  __typename
  ... on Sms365SmsSendPayload { smsId }
  ... on OperationError { code message retryable }
} }`
const balance = '{ sms365MeBalance { balance } }'

let server: GraphqlTestServer

beforeEach(async () => {
  server = await startGraphqlTestServer()
})

afterEach(() => server.close())

const requestsTo = (endpoint: string) => server.sandbox.requests.filter((request) => request.endpoint === endpoint)
const untilAsked = (endpoint: string) => expect.poll(() => requestsTo(endpoint)).toHaveLength(1)

describe('what the gateways do', () => {
  test('a send whose answer is lost goes out once, and says that its outcome is unknown', async () => {
    await server.sandbox.faults.add({ kind: 'resetAfterRead', endpoint: 'sms/send' })
    const { data, errors } = await server.ask(sendSms)
    expect(errors).toBeUndefined()
    expect(data?.['sms365SmsSend']).toMatchObject({ __typename: 'OutcomeUnknownError', retryable: false })
    expect(data?.['sms365SmsSend']?.['message']).toContain('Do not simply repeat it.')
    expect(requestsTo('sms/send')).toHaveLength(1)
  })

  test('a gateway that limits the rate is asked again after its wait', async () => {
    await server.sandbox.faults.add({ kind: 'rateLimit', endpoint: 'sms/send', retryAfterSeconds: 0 })
    const { data } = await server.ask(sendSms)
    expect(data?.['sms365SmsSend']).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
    expect(requestsTo('sms/send')).toHaveLength(2)
  })

  test('one provider that fails leaves the answers of the others', async () => {
    await server.sandbox.faults.add({ kind: 'htmlPage', gateway: 'netoxygen', count: Infinity })
    const { data, errors } = await server.ask('{ sms365MeBalance { balance } netoxygenAccountCredits { credits } }')
    expect(data).toEqual({ sms365MeBalance: { balance: '10000' }, netoxygenAccountCredits: null })
    expect(errors).toMatchObject([{ extensions: { code: 'UNEXPECTED_REPLY', provider: 'NETOXYGEN' } }])
  })

  test('a provider without credentials is in the schema, and says what to set', async () => {
    const bare = await startServer({
      settings: parseSettings({ PORT: '0', DATA_DIR: 'memory://' }),
      log: createLog('silent'),
    })
    try {
      const body = JSON.stringify({ query: '{ netoxygenAccountCredits { credits } }' })
      const answer = await fetch(bare.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      expect(await answer.json()).toMatchObject({
        data: { netoxygenAccountCredits: null },
        errors: [
          {
            message: expect.stringContaining('NETOXYGEN_USERNAME, NETOXYGEN_PASSWORD'),
            extensions: { code: 'AUTHENTICATION', provider: 'NETOXYGEN' },
          },
        ],
      })
    } finally {
      await bare.close()
    }
  })
})

describe('what clients do', () => {
  test('a body that turns out too large is refused while it comes in', async () => {
    const request = httpRequest(server.server.url, { method: 'POST', headers: { 'content-type': 'application/json' } })
    const answer = new Promise<{ status: number | undefined; connection: string | undefined; body: string }>(
      (resolve, reject) => {
        request.on('error', reject)
        request.on('response', (response) => {
          const { statusCode: status, headers } = response
          text(response).then((body) => resolve({ status, connection: headers.connection, body }), reject)
        })
      },
    )
    // No content-length: the size shows only while it comes.
    for (let sent = 0; sent < 300; sent++) request.write(' '.repeat(1_024))
    request.end()
    const { status, connection, body } = await answer
    expect([status, connection]).toEqual([413, 'close'])
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } }] })
    expect(await server.ask(balance)).toMatchObject({ status: 200 })
  })

  test('a name that somebody else points at this machine is not answered to', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(server.server.url, { method: 'POST', headers: { host: 'rebound.example' } })
      request.on('error', reject)
      request.on('response', (response) => resolve(response.resume().statusCode))
      request.end()
    })
    expect(status).toBe(421)
  })

  const callsLogged = () =>
    server.logLines.flatMap(
      (line) => (JSON.parse(line) as { calls?: readonly { operation: string; kind?: string }[] }).calls ?? [],
    )

  const askAndLeave = async (query: string, endpoint: string) => {
    const leave = new AbortController()
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ query })
    const answer = fetch(server.server.url, { method: 'POST', headers, body, signal: leave.signal })
    await untilAsked(endpoint)
    leave.abort()
    await expect(answer).rejects.toThrow('aborted')
  }

  test('a query whose client goes away is cancelled', async () => {
    await server.sandbox.faults.add({ kind: 'hang', endpoint: 'me/balance' })
    await askAndLeave(balance, 'me/balance')
    await expect.poll(() => callsLogged()).toMatchObject([{ operation: 'sms365.me.balance', kind: 'cancelled' }])
  })

  test('a mutation whose client goes away is carried to its end', async () => {
    await server.sandbox.faults.add({ kind: 'slowBody', endpoint: 'sms/send', pauseMs: 2 })
    await askAndLeave(sendSms, 'sms/send')
    await expect.poll(() => callsLogged()).toMatchObject([{ operation: 'sms365.sms.send' }])
    expect(callsLogged()[0]).not.toHaveProperty('kind')
  })
})

describe('the end', () => {
  test('a request that is being answered is answered, and no new one is taken', async () => {
    await server.sandbox.faults.add({ kind: 'slowBody', endpoint: 'sms/send', pauseMs: 2 })
    const answer = server.ask(sendSms)
    await untilAsked('sms/send')
    const closed = server.server.close()
    await expect(server.ask(balance)).rejects.toThrow('fetch failed')
    expect((await answer).data?.['sms365SmsSend']).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
    await closed
  })

  test('a send that does not end in time is answered as unknown, what was sent before it is told, and nothing is begun', async () => {
    await server.close()
    server = await startGraphqlTestServer({ graceMs: 50 })
    await server.sandbox.faults.add({ kind: 'hang', endpoint: 'send_message' })
    const answer = server.ask(`mutation {
      first: sms365SmsSend(input: { to: "306971234567", text: "x" }) { __typename }
      second: netoxygenMessageSend(input: { to: ["0792223344"], message: "x" }) {
        __typename ...on OperationError { retryable message }
      }
      third: sms365SmsSend(input: { to: "306971234567", text: "x" }) { __typename ...on OperationError { message } }
    }`)
    await untilAsked('send_message')
    await server.server.close()
    expect((await answer).data).toMatchObject({
      first: { __typename: 'Sms365SmsSendPayload' },
      second: { __typename: 'OutcomeUnknownError', retryable: false },
      third: { __typename: 'UnavailableError', message: expect.stringContaining('Nothing was sent.') as string },
    })
    expect(server.sandbox.requests.filter(({ endpoint }) => endpoint === 'sms/send')).toHaveLength(1)
  })

  test('a send whose client has gone is waited for and logged', async () => {
    const client = new AbortController()
    await server.sandbox.faults.add({ kind: 'slowBody', endpoint: 'sms/send', pauseMs: 1 })
    const left = fetch(server.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: sendSms }),
      signal: client.signal,
    }).catch(() => 'gone')
    await untilAsked('sms/send')
    client.abort()
    expect(await left).toBe('gone')
    await server.server.close()
    const logged = server.logLines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(logged).toContainEqual(
      expect.objectContaining({ msg: 'call', operation: 'sms365.sms.send', clientGone: true }),
    )
  })

  test.each(['127.999.1.1', '127.0.0.1:99999', 'example.com'])(
    'a request for the host %s is refused with an id and a line in the log',
    async (host) => {
      const { port } = new URL(server.server.url)
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest({ host: '127.0.0.1', port, path: '/graphql', headers: { host } }, resolve).on('error', reject).end()
      })
      answer.resume()
      expect([400, 421]).toContain(answer.statusCode)
      const requestId = answer.headers['x-request-id']
      expect(requestId).toMatch(/^[\w-]{36}$/)
      expect(server.logLines.some((line) => line.includes(String(requestId)))).toBe(true)
    },
  )
})
