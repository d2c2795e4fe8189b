import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createLog } from '../log.ts'
import { createFailedLogins } from '../access/failed-logins.ts'
import { createTestServer } from '../testing/create-test-server.ts'
import { type GraphqlSockets, serveSockets } from './serve-sockets.ts'

// Together far more than the buffers of two sockets hold.
const event = 'x'.repeat(64 * 1024)
const eventCount = 1_000

/** How many events the server has taken. */
let given = 0
async function* flood() {
  for (given = 0; given < eventCount; given += 1) yield { flood: event }
}

const stringField = { type: GraphQLString }
const graphql = createTestServer({
  schema: new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { nothing: stringField } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { flood: { ...stringField, subscribe: flood } },
    }),
  }),
})
const query = 'subscription { flood }'

let server: Server
let sockets: GraphqlSockets
let port: number

beforeAll(async () => {
  server = createServer((incoming, response) => graphql.listener(incoming, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ;({ port } = server.address() as AddressInfo)
  const { authenticator } = graphql
  const log = createLog('silent')
  sockets = serveSockets(server, { handler: graphql, authenticator, failedLogins: createFailedLogins(), log })
})
beforeEach(() => {
  given = 0
})
afterAll(async () => {
  await sockets.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** Resolves once nothing has moved any more for half a second. */
const untilStill = async () => {
  for (let [before, still] = [0, 0]; still < 10; before = given) {
    await sleep(50)
    still = given > 0 && given === before ? still + 1 : 0
  }
}

test('a reader of an event stream that stops reading stops its subscription, and gets all of it later', async () => {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const sent = request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers })
  sent.end(JSON.stringify({ query }))
  // An answer that nobody listens to is not read.
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  await untilStill()
  expect(given).toBeLessThan(eventCount / 2)
  let heard = 0
  for await (const chunk of response) heard += (chunk as Buffer).length
  expect(given).toBe(eventCount)
  expect(heard).toBeGreaterThan(eventCount * event.length)
})

test('a WebSocket that stops reading stops its subscription, and gets all of it later', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  let heard = 0
  const completed = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const { type } = JSON.parse(String(data)) as { readonly type: string }
      if (type === 'connection_ack') {
        socket.pause()
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }))
      }
      if (type === 'next') heard += 1
      if (type === 'complete') resolve()
    })
  })
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await untilStill()
  expect(given).toBeLessThan(eventCount / 2)
  socket.resume()
  await completed
  expect([given, heard]).toEqual([eventCount, eventCount])
  socket.close()
})

test('a WebSocket that asks without reading the answers is not read any further until it does', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  let heard = 0
  const answered = new Promise<void>((resolve) => {
    socket.on('message', () => {
      heard += 1
      if (heard === eventCount) resolve()
    })
  })
  socket.pause()
  const ping = JSON.stringify({ type: 'ping', payload: { event } })
  for (let count = 0; count < eventCount; count += 1) socket.send(ping, () => (given += 1))
  await untilStill()
  expect(given).toBeLessThan(eventCount / 2)
  socket.resume()
  await answered
  const ponged = once(socket, 'pong')
  socket.ping('still there')
  expect(String((await ponged)[0])).toBe('still there')
  socket.close()
})
