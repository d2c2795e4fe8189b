import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createAuthenticator } from '../access/authenticate.ts'
import { createFailedLogins } from '../access/failed-logins.ts'
import { applyReports } from '../delivery/apply-reports.ts'
import { createLog } from '../log.ts'
import { createMessageId } from '../sending/message-id.ts'
import { parseSettings } from '../settings.ts'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'
import { insertMessage } from '../testing/stored-message.ts'
import { emptyStore, testStore } from '../testing/test-store.ts'
import { type GraphqlSockets, serveSockets } from './serve-sockets.ts'

const store = testStore()
const token = 'app-token-0123456789abcdef'
const env = { ...testEnvironment, API_TOKENS: `app:read+send:${token}` }
const graphql = createTestServer({ env, answer: () => exampleAnswer('sms365.sms.send') })

let server: Server
let sockets: GraphqlSockets
let url: string
const clients: Client[] = []

beforeAll(() => emptyStore(store))
beforeAll(async () => {
  server = createServer((request, response) => graphql.listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const log = createLog('silent')
  const authenticator = createAuthenticator(parseSettings(env).access, log)
  sockets = serveSockets(server, { handler: graphql, authenticator, failedLogins: createFailedLogins(), log })
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map(async (client) => client.dispose()))
  await emptyStore(store)
})
afterAll(async () => {
  await sockets.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const connect = (connectionParams: Readonly<Record<string, unknown>> = { authorization: `Bearer ${token}` }) => {
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, lazy: true })
  clients.push(client)
  return client
}

/** How the server closes a socket. */
const closeOf = async (client: Client): Promise<number> => {
  const closed = new Promise<number>((resolve) => client.on('closed', (event) => resolve((event as CloseEvent).code)))
  const results = client.iterate({ query: '{ __typename }' })
  await results.next().catch(() => undefined)
  return closed
}

const report = (messageId: string) =>
  applyReports(store.db, [
    {
      messageId,
      status: 'DELIVERED',
      statusRaw: 'd',
      cost: null,
      providerMessageId: null,
      source: 'callback',
      at: new Date(),
    },
  ])

const watch = 'subscription { messageUpdated { cursor message { id status } } }'

describe('a subscription', () => {
  test('hears of what happens', async () => {
    const { id } = await insertMessage(store, { id: createMessageId(), owner: 'app' })
    const since = new Date().toISOString()
    const updates = connect().iterate({
      query: 'subscription ($since: String) { messageUpdated(since: $since) { cursor message { id status } } }',
      variables: { since },
    })
    const first = updates.next()
    await report(id)
    expect((await first).value).toMatchObject({
      data: { messageUpdated: { message: { id, status: 'DELIVERED' } } },
    })
    await updates.return?.()
  })

  test('can be ended by the client while nothing happens, and another one begun', async () => {
    const client = connect()
    const updates = client.iterate({ query: watch })
    const first = updates.next()
    const { value } = await client.iterate({ query: '{ __typename }' }).next()
    expect(value).toEqual({ data: { __typename: 'Query' } })
    await updates.return?.()
    expect(await first).toMatchObject({ done: true })
    expect((await client.iterate({ query: '{ __typename }' }).next()).value).toBeDefined()
  })
})

describe('an operation', () => {
  test('that sends goes out once and is answered', async () => {
    const query = `mutation { sms365SmsSend(input: { to: "306971234567", text: "x" }) {
      __typename ... on Sms365SmsSendPayload { smsId sentMessages { id status caller } }
    } }`
    const { value } = await connect().iterate({ query }).next()
    expect(value).toMatchObject({
      data: {
        sms365SmsSend: {
          smsId: '1500100',
          sentMessages: [{ id: expect.any(String), status: 'ACCEPTED', caller: 'app' }],
        },
      },
    })
    expect(graphql.requests).toHaveLength(1)
  })

  test.each([
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['mutation { sms365KeyReset { __typename } }', 'FORBIDDEN'],
    [`{ ${'a: __typename '.repeat(6_000)} }`, 'GRAPHQL_PARSE_FAILED'],
  ])('is judged as over HTTP: %#', async (query, code) => {
    const { value } = await connect().iterate({ query }).next()
    expect(value).toMatchObject({ errors: [{ extensions: { code } }] })
  })

  test('beyond a hundred at a time is refused', async () => {
    const client = connect()
    const failures = Array.from({ length: 101 }, () => client.iterate({ query: watch })).map((updates) =>
      updates.next().then(
        () => undefined,
        (error: unknown) => error,
      ),
    )
    expect(await Promise.race(failures)).toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }])
  })
})

describe('a socket', () => {
  test.each([
    ['without a token', {}],
    ['with a wrong token', { authorization: 'Bearer wrong-token-0123456789abcdef' }],
  ])('%s is closed as forbidden', async (_what, params) => {
    expect(await closeOf(connect(params))).toBe(4403)
  })

  const openRaw = (path = url, options: { readonly origin?: string; readonly protocol?: string } = {}) => {
    const { origin, protocol = 'graphql-transport-ws' } = options
    const socket = new WebSocket(path, protocol, { ...(origin !== undefined && { origin }) })
    return new Promise<string>((resolve) => {
      socket.on('error', (error) => resolve(error.message))
      socket.on('open', () => resolve('open'))
      socket.on('open', () => socket.terminate())
    })
  }

  test('is not opened for a page of another origin, at another path, or for another host', async () => {
    expect(await openRaw(url, { origin: 'https://elsewhere.example' })).toMatch(/403/)
    expect(await openRaw(url, { origin: url.replace('ws:', 'http:') })).toBe('open')
    expect(await openRaw(url.replace('/graphql', '/elsewhere'))).toMatch(/404/)
  })

  test('that sends too much is closed with the code that says so, and nothing else suffers', async () => {
    const socket = new WebSocket(url, 'graphql-transport-ws')
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send(JSON.stringify({ type: 'connection_init', payload: { x: 'x'.repeat(256 * 1024) } }))
    expect(await closed).toBe(1009)
  })

  test('is closed as going away when the server ends, without a complete, so that its client comes back', async () => {
    const other = createServer((request, response) => graphql.listener(request, response))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const log = createLog('silent')
    const authenticator = createAuthenticator(parseSettings(env).access, log)
    const ending = serveSockets(other, {
      handler: graphql,
      authenticator,
      failedLogins: createFailedLogins(),
      log,
    })
    const client = createClient({
      url: `ws://127.0.0.1:${(other.address() as AddressInfo).port}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    })
    clients.push(client)
    const closed = new Promise((resolve) => client.on('closed', (event) => resolve((event as CloseEvent).code)))
    let completed = false
    client.subscribe({ query: watch }, { next() {}, error() {}, complete: () => (completed = true) })
    await new Promise((resolve) => client.on('connected', resolve))
    await ending.close()
    expect(await closed).toBe(1001)
    expect(completed).toBe(false)
    await new Promise((resolve) => other.close(resolve))
  })
})
