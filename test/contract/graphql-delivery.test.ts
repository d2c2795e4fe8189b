import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findFreePort } from '../../scripts/free-port.ts'
import { createLog, parseSettings, type RunningServer, startServer } from '@heliograph/graphql-server'
import { createManualClock, defaultDeliveryDelayMs, type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { askGraphql, toServerEnvironment } from './graphql-test-server.ts'
import { subscribeBySse } from './sse-client.ts'

let sandbox: Sandbox
let server: RunningServer
let origin: string
// Nothing is reported before the answer to its send is there, or it would leave nothing to tell of that.
const clock = createManualClock()
const logLines: string[] = []

// One server for all tests, because PGlite takes its time; each test has numbers of its own.
beforeAll(async () => {
  sandbox = await startSandbox({ clock })
  const port = await findFreePort()
  origin = `http://127.0.0.1:${port}`
  server = await startServer({
    settings: parseSettings({
      ...toServerEnvironment(sandbox),
      PORT: String(port),
      PUBLIC_URL: origin,
      CALLBACK_ALLOW_PRIVATE: 'true',
    }),
    log: createLog('trace', { write: (line) => logLines.push(line) }),
  })
})

afterAll(async () => {
  await server.close()
  await sandbox.close()
})

interface SentMessage {
  readonly id: string
  readonly status: string
}

const firstMessage = (answer: unknown): SentMessage => {
  const { sentMessages } = answer as { readonly sentMessages: readonly SentMessage[] }
  const [message] = sentMessages
  if (!message) throw new Error('Nothing was sent')
  return message
}

const send = async (to: string): Promise<SentMessage> => {
  const { data } = await askGraphql(
    server.url,
    `mutation ($input: Sms365SmsSendInput!) { sms365SmsSend(input: $input) {
      ... on Sms365SmsSendPayload { smsId sentMessages { id status } }
    } }`,
    { input: { to, text: 'Hello' } },
  )
  return firstMessage(data?.['sms365SmsSend'])
}

const read = async (id: string) => {
  const { data } = await askGraphql(
    server.url,
    `query ($id: ID!) { message(id: $id) {
      status statusRaw providerMessageId cost finalAt contradiction { status } changes { status source contradiction }
    } }`,
    { id },
  )
  return data?.['message']
}

/** The message, once the gateway has reported its end. */
const untilFinal = (id: string) => {
  clock.advance(defaultDeliveryDelayMs)
  return vi.waitFor(
    async () => {
      const message = await read(id)
      expect(message).toMatchObject({ finalAt: expect.any(String) })
      return message
    },
    { timeout: 60_000 },
  )
}

const readMetrics = async () => (await fetch(`${origin}/metrics`)).text()

/** How many callbacks ended in which way. */
const readCounts = async (): Promise<Readonly<Record<string, number>>> => {
  const found = (await readMetrics()).matchAll(/^heliograph_callbacks_total\{result="(\w+)"\} (\d+)$/gm)
  return Object.fromEntries(Array.from(found, ([, result = '', count]) => [result, Number(count)]))
}

/** The address that the gateway was given for the only message of a number. */
const findCallback = async (to: string): Promise<string> => {
  const found = await fetch(`${sandbox.origin}/inspector/messages?to=${to}`)
  const [message] = (await found.json()) as readonly { readonly callback?: { readonly url: string } | null }[]
  return message?.callback?.url ?? ''
}

test.each([
  ['306971234567', 'DELIVERED', 'd'],
  ['306971990002', 'FAILED', 'f'],
])('what the gateway reports of %s stands in the message: %s', async (to, status, letter) => {
  const { id } = await send(to)
  expect(await untilFinal(id)).toMatchObject({
    status,
    statusRaw: letter,
    providerMessageId: expect.stringMatching(/^\d+$/),
    cost: '1',
    contradiction: null,
    changes: [
      { status: 'ACCEPTED', source: 'SEND' },
      { status, source: 'CALLBACK' },
    ],
  })
})

test('a client that watches hears of each step, finds its message by our id, and leaves nothing behind', async () => {
  const updates = subscribeBySse(server.url, 'subscription { messageUpdated { change { status } message { id } } }')
  const heard = updates.take(2)
  await updates.opened
  const { id } = await send('306971000002')
  clock.advance(defaultDeliveryDelayMs)
  expect(await heard).toEqual([
    { messageUpdated: { change: { status: 'ACCEPTED' }, message: { id } } },
    { messageUpdated: { change: { status: 'DELIVERED' }, message: { id } } },
  ])
  updates.end()
  await expect.poll(readMetrics).toContain('heliograph_subscriptions_open{transport="sse"} 0')
})

test('a callback that comes again, contradicts, is forged or is cut off changes no end', async () => {
  const to = '306971000003'
  const { id } = await send(to)
  const before = await untilFinal(id)
  const countsBefore = await readCounts()
  const address = await findCallback(to)
  expect(address).toContain(`${origin}/callbacks/sms365/${id}/`)
  const call = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init)
    return [response.status, await response.text()]
  }
  const query = '?msgid=1500100&status=d&cost=1&to=306971000003'
  expect(await call(address + query)).toEqual([200, 'ACK/easysms'])
  expect(await call(address.slice(0, -1) + query)).toEqual([404, 'Not found\n'])
  expect(await call(`${address}x${query}`)).toEqual([404, 'Not found\n'])
  expect(await call(`${address}?msgid=1500100`)).toMatchObject([400, expect.any(String)])
  expect(await call(`${address}${query}&x=${'x'.repeat(9_000)}`)).toMatchObject([414, expect.any(String)])
  expect(await call(address + query, { method: 'HEAD' })).toEqual([405, ''])
  expect(await read(id)).toEqual(before)
  expect(await call(address + query.replace('status=d', 'status=f'))).toEqual([200, 'ACK/easysms'])
  expect(await read(id)).toMatchObject({ status: 'DELIVERED', contradiction: { status: 'FAILED' } })
  const counts = await readCounts()
  const added = Object.entries(counts).map(([result, count]) => [result, count - (countsBefore[result] ?? 0)])
  expect(Object.fromEntries(added.filter(([, count]) => count !== 0))).toEqual({
    repeated: 1,
    contradicted: 1,
    forged: 2,
    unreadable: 1,
    oversized: 1,
  })
  const log = logLines.join()
  expect(log).not.toContain(address.split('/').at(-1))
  expect(log).not.toContain(to)
})

test('a send whose answer is lost is found out about by its callback', async () => {
  await sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/send' })
  const { data } = await askGraphql(
    server.url,
    `mutation { sms365SmsSend(input: { to: "306971234567", text: "Hello" }) {
      ... on OutcomeUnknownError { sentMessages { id } }
    } }`,
  )
  const message = firstMessage(data?.['sms365SmsSend'])
  expect(await untilFinal(message.id)).toMatchObject({
    status: 'DELIVERED',
    providerMessageId: expect.stringMatching(/^\d+$/),
    changes: [{ status: 'DELIVERED', source: 'CALLBACK' }],
  })
})

/** Where a caller has its own reports come, and their parameters. */
const startCallerReceiver = async () => {
  const heard: Readonly<Record<string, string>>[] = []
  const receiver = createServer(({ url = '' }, response) => {
    heard.push(Object.fromEntries(new URL(url, 'http://localhost').searchParams))
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void receiver.close())
  return { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/mine?order=7`, heard }
}

test('the code of a two-factor send is reported to our own address, which finds its message, and then to the caller', async () => {
  const to = '306971000004'
  const caller = await startCallerReceiver()
  const { data } = await askGraphql(
    server.url,
    `mutation ($input: Sms365TwoFactorSendInput!) { sms365TwoFactorSend(input: $input) {
      ... on Sms365TwoFactorSendPayload { authId authStatus sentMessages { id } }
    } }`,
    { input: { to, wait: 120, callback: caller.url } },
  )
  // The gateway does not wait for a report that it is to call somebody with.
  expect(data?.['sms365TwoFactorSend']).toMatchObject({ authStatus: 'SENT' })
  const { id } = firstMessage(data?.['sms365TwoFactorSend'])
  const address = await findCallback(to)
  expect(address).toMatch(new RegExp(`^${origin}/callbacks/sms365/${id}/[\\w-]{43}$`))
  const message = await untilFinal(id)
  expect(message).toMatchObject({
    status: 'DELIVERED',
    providerMessageId: expect.stringMatching(/^\d+$/),
    changes: [{ source: 'SEND' }, { status: 'DELIVERED', source: 'CALLBACK' }],
  })
  await expect.poll(() => caller.heard).toHaveLength(1)
  expect(caller.heard).toMatchObject([{ order: '7', status: 'd', to, msgid: message?.['providerMessageId'] }])
  await expect.poll(readMetrics).toContain('heliograph_caller_callback_requests_total{result="2xx"} 1')
})

test('a replay of an idempotency key names the same message', async () => {
  sandbox.requests.clear()
  const query = `mutation { sms365SmsSend(idempotencyKey: "order-1", input: { to: "306971234567", text: "Hello" }) {
    ... on Sms365SmsSendPayload { smsId sentMessages { id } }
  } }`
  const first = await askGraphql(server.url, query)
  expect(await askGraphql(server.url, query)).toEqual(first)
  expect(sandbox.requests.filter(({ endpoint }) => endpoint === 'sms/send')).toHaveLength(1)
})

test('open subscriptions end with the server, uncut and not complete, so that clients come back', async () => {
  const updates = subscribeBySse(server.url, 'subscription { messageUpdated(status: EXPIRED) { cursor } }')
  const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws')
  const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)))
  await new Promise((resolve) => (socket.onopen = resolve))
  await updates.opened
  const ended = updates.take(1)
  await server.close()
  // A stream that is cut would throw.
  expect(await ended).toEqual([])
  expect(await closed).toBe(1001)
})
