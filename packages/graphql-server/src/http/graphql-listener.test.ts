import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createMetrics } from '../observability/metrics.ts'
import { observeHttp } from '../observability/observe-http.ts'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'

const token = 'correct-horse-battery-staple'
const graphql = createTestServer({
  env: { ...testEnvironment, API_TOKENS: `app:read:${token}` },
  answer: () => exampleAnswer('sms365.me.balance'),
})

let server: Server
let origin: string
const listenTo = (listener: RequestListener) => createServer(listener).listen(0, '127.0.0.1')

beforeAll(async () => {
  server = listenTo(graphql.listener)
  await new Promise((resolve) => server.once('listening', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

interface Asked {
  readonly path?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const balance = '{ sms365MeBalance { balance } }'
const json = (value: unknown): string => JSON.stringify(value)

const cases: readonly (readonly [behaviour: string, asked: Asked])[] = [
  ['a query', { body: json({ query: balance }) }],
  ['variables and a name', { body: json({ query: `query Q { __typename }`, variables: {}, operationName: 'Q' }) }],
  ['what takes anything', { headers: { accept: '*/*' }, body: json({ query: balance }) }],
  ['another type', { headers: { accept: 'application/graphql-response+json' }, body: json({ query: balance }) }],
  ['a type that nobody makes', { headers: { accept: 'image/png' }, body: json({ query: balance }) }],
  ['a wrong field', { body: json({ query: '{ nothing }' }) }],
  ['no GraphQL', { body: json({ query: '{' }) }],
  ['a forbidden field', { body: json({ query: 'mutation { sms365KeyReset { __typename } }' }) }],
  ['a name that is not there', { body: json({ query: balance, operationName: 'Other' }) }],
  ['a parameter too many', { body: json({ query: balance, other: 1 }) }],
  ['no document', { body: json({}) }],
  ['a list of requests', { body: json([{ query: balance }]) }],
  ['variables that are a list', { body: json({ query: balance, variables: [] }) }],
  ['no JSON', { body: '{"query":' }],
  ['no object', { body: '4711' }],
  ['a body that is too large', { body: json({ query: balance }).padEnd(256 * 1024 + 1, ' ') }],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=x' }],
  ['JSON in capitals', { headers: { 'content-type': 'Application/JSON' }, body: json({ query: balance }) }],
  ['no token', { headers: { authorization: '' }, body: json({ query: balance }) }],
  ['a wrong token', { headers: { authorization: 'Bearer nobody-has-this-token' }, body: json({ query: balance }) }],
  ['a page of another origin', { headers: { 'sec-fetch-site': 'cross-site' }, body: json({ query: balance }) }],
  ['a query in the address', { method: 'GET', path: `/graphql?query=${encodeURIComponent(balance)}` }],
  ['another method', { method: 'PUT', body: json({ query: balance }) }],
  ['another path', { path: '/elsewhere', body: json({ query: balance }) }],
  ['a probe', { method: 'GET', path: '/health' }],
]

/** What an answer says, without what is different each time. */
const read = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  allow: response.headers.get('allow'),
  authenticate: response.headers.get('www-authenticate'),
  requestId: response.headers.get('x-request-id'),
  body: await response.text(),
})

const ask = (fetchFrom: (url: string, init: RequestInit) => Promise<Response>, base: string, asked: Asked) => {
  const { path = '/graphql', method = 'POST', headers, body } = asked
  const init = {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'x-request-id': 'request-of-the-test',
      ...headers,
    },
    ...(body !== undefined && { body }),
  }
  return fetchFrom(`${base}${path}`, init).then(read)
}

describe('a request over a socket is answered as Yoga alone would answer it:', () => {
  test.each(cases)('%s', async (_behaviour, asked) => {
    const overSocket = await ask(fetch, origin, asked)
    const alone = await ask((url, init) => graphql.fetch(url, init), 'http://localhost', asked)
    expect(overSocket).toEqual(alone)
  })
})

test('calls a provider once for each request that is answered, and logs each once', async () => {
  graphql.requests.length = 0
  graphql.logLines.length = 0
  await ask(fetch, origin, { body: json({ query: balance }) })
  await ask(fetch, origin, { headers: { accept: 'image/png' }, body: json({ query: balance }) })
  expect(graphql.requests).toHaveLength(2)
  expect(graphql.logLines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['request', 'request'])
})

/** A server of a schema whose one subscription gives an event and then fails. */
const startFailing = async () => {
  const events = { returned: 0 }
  const subscription = new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      tick: {
        type: GraphQLString,
        extensions: { scope: 'read' },
        subscribe: () => {
          let isFirst = true
          const source: AsyncIterableIterator<unknown> = {
            async next() {
              if (!isFirst) throw new RangeError('geheim 306973000000')
              isFirst = false
              return { done: false, value: { tick: 'one' } }
            },
            async return() {
              events.returned += 1
              return { done: true, value: undefined }
            },
            [Symbol.asyncIterator]: () => source,
          }
          return source
        },
      },
    },
  })
  const query = new GraphQLObjectType({ name: 'Query', fields: { any: { type: GraphQLString } } })
  const metrics = createMetrics()
  const failing = createTestServer({ schema: new GraphQLSchema({ query, subscription }), metrics })
  const started = listenTo(observeHttp(metrics, failing.listener))
  onTestFinished(() => void started.close())
  await new Promise((resolve) => started.once('listening', resolve))
  const base = `http://127.0.0.1:${(started.address() as AddressInfo).port}`
  const subscribe = (accept: string) =>
    fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: json({ query: 'subscription { tick }' }),
    })
  return { events, metrics, subscribe, logLines: failing.logLines }
}

test.each(['text/event-stream', 'TEXT/EVENT-STREAM', '*/*'])(
  'the events of a subscription go to whoever takes %s, and the last of them tells that their source has failed',
  async (accept) => {
    const { subscribe, logLines } = await startFailing()
    const text = await (await subscribe(accept)).text()
    expect(text).toContain('data: {"data":{"tick":"one"}}')
    expect(text).toMatch(/data: \{"errors":\[.*INTERNAL_SERVER_ERROR.*\n\nevent: complete/s)
    expect(text + logLines.join('')).not.toContain('geheim')
    expect(logLines.join('')).toContain('RangeError')
  },
)

test('a subscription whose events cannot go out is refused and ended', async () => {
  const { subscribe, events } = await startFailing()
  for (const accept of ['image/png', 'text/event-stream;charset=utf-16']) {
    expect((await subscribe(accept)).status).toBe(406)
  }
  await expect.poll(() => events.returned).toBe(2)
})

test('an event stream is counted as answered, and how long it lasts as no request', async () => {
  const { subscribe, metrics } = await startFailing()
  await (await subscribe('text/event-stream')).text()
  const print = () => metrics.registry.metrics()
  await expect.poll(print).toContain('heliograph_http_requests_total{route="/graphql",status="200"} 1')
  expect(await print()).not.toContain('heliograph_http_request_duration_seconds_count{route="/graphql"}')
})

test('a request whose client goes while it is let in comes to an end', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  graphql.logLines.length = 0
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: 100\r\n\r\n{`,
  )
  await new Promise((resolve) => setTimeout(resolve, 20))
  socket.destroy()
  await expect.poll(() => graphql.logLines.join('')).toContain('"clientGone":true')
})
