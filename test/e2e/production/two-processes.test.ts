import { setTimeout as sleep } from 'node:timers/promises'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { subscribeBySse } from '../../contract/sse-client.ts'
import { readMetrics } from './ask.ts'
import { listMessages, proxstopSend, send, smsSend } from './client-sends.ts'
import { createPostgresDatabase, type TestDatabase } from './databases.ts'
import { inParallel } from './in-parallel.ts'
import { type Relay, startRelay } from './relay.ts'
import { toEnvironment } from './server-environment.ts'
import { killAllServers, type ServerProcess, startServerProcess } from './server-process.ts'

let database: TestDatabase
let sandbox: Sandbox
let gateways: Relay
let callbacks: Relay
let env: Readonly<Record<string, string>>
let one: ServerProcess
let other: ServerProcess

/** Callbacks wait for it: one that came before the answer of its send would leave nothing to tell of that. */
let answered: Promise<unknown> = Promise.resolve()

/** Questions for the status of a message that are under way at a time, and the most there have been. */
const questions = { underWay: 0, most: 0 }

beforeAll(async () => {
  database = await createPostgresDatabase()
  sandbox = await startSandbox()
  gateways = await startRelay({
    target: () => sandbox.origin,
    async onStep(step, { path }) {
      if (!path.includes('telephonestatus')) return
      if (step === 'request') questions.most = Math.max(questions.most, ++questions.underWay)
      // Long enough for a second poller to be seen.
      if (step === 'request') await sleep(20)
      if (step === 'answer') questions.underWay--
    },
  })
  callbacks = await startRelay({
    target: () => other.origin,
    async onStep(step) {
      if (step === 'request') await answered
    },
  })
  const settings = { ...database.env, PUBLIC_URL: callbacks.origin, POLL_CALLS_PER_SECOND: '100' }
  env = toEnvironment(sandbox, settings, gateways.origin)
  ;[one, other] = await Promise.all([startServerProcess(env), startServerProcess(env)])
})
afterAll(async () => {
  await killAllServers()
  await Promise.all([gateways.close(), callbacks.close(), sandbox.close()])
  await database.remove()
})
beforeEach(() => sandbox.requests.clear())

const isDelivered = async (recipients: readonly string[]) => {
  const told = await listMessages(other.url)
  const open = recipients.filter((to) => told.find((message) => message.to === to)?.status !== 'DELIVERED')
  expect(open).toEqual([])
}

test('a hundred requests with one key, spread over both, make one call', async () => {
  await sandbox.faults.add({ kind: 'slowBody', endpoint: 'sms/send', pauseMs: 5 })
  const wanted = smsSend('one for all')
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, place) => send((place % 2 ? one : other).url, wanted)),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ __typename: 'Sms365SmsSendPayload', sentMessages: [{ id: expect.any(String) }] })
  expect(sandbox.requests.filter(({ endpoint }) => endpoint === 'sms/send')).toHaveLength(1)
  const counts = await Promise.all([one, other].map(({ origin }) => readMetrics(origin)))
  const count = (name: string) => counts.reduce((total, metrics) => total + (metrics.get(name) ?? 0), 0)
  expect([
    count('heliograph_provider_calls_total{operation="sms365.sms.send",kind="none",outcome="accepted"}'),
    count('heliograph_idempotent_answers_total{operation="sms365.sms.send",kind="none"}'),
  ]).toEqual([1, 99])
})

test('one of them asks a provider for statuses, and about each message once', async () => {
  const wanted = Array.from({ length: 40 }, (_, place) => proxstopSend(`poll ${place}`))
  await Promise.all(wanted.map((item, place) => send((place % 2 ? one : other).url, item)))
  const recipients = wanted.flatMap((item) => item.recipients)
  await vi.waitFor(() => isDelivered(recipients), { timeout: 60_000, interval: 200 })
  const asked = sandbox.requests.filter(({ endpoint }) => endpoint === 'telephonestatus')
  expect(asked).toHaveLength(40)
  expect(new Set(asked.map(({ fields }) => JSON.stringify(fields))).size).toBe(40)
  expect(questions.most).toBe(1)
})

const watch =
  'subscription ($since: String) { messageUpdated(since: $since) { cursor change { status source } message { id } } }'

interface Update {
  readonly messageUpdated: {
    readonly cursor: string
    readonly change: { readonly status: string; readonly source: string }
    readonly message: { readonly id: string }
  }
}
const updatesOf = async (events: Promise<readonly unknown[]>) =>
  ((await events) as readonly Update[]).map(({ messageUpdated }) => messageUpdated)

test('a subscription on one hears of the callback that reached the other, and after a crash of what it has missed', async () => {
  const before = subscribeBySse(one.url, watch, { since: new Date().toISOString() })
  const sending = send(one.url, smsSend('watched'))
  answered = sending
  const first = await sending
  const heard = await updatesOf(before.take(2))
  const [id] = (first.sentMessages ?? []).map((message) => message.id)
  expect(heard.map(({ change, message }) => [message.id, change.status, change.source])).toEqual([
    [id, 'ACCEPTED', 'SEND'],
    [id, 'DELIVERED', 'CALLBACK'],
  ])
  const stored = async ({ origin }: ServerProcess) =>
    (await readMetrics(origin)).get('heliograph_callbacks_total{result="stored"}')
  expect([await stored(one), await stored(other)]).toEqual([undefined, expect.any(Number)])

  await one.kill()
  const missed = Array.from({ length: 5 }, (_, place) => smsSend(`missed ${place}`))
  await Promise.all(missed.map((item) => send(other.url, item)))
  await vi.waitFor(() => isDelivered(missed.flatMap(({ recipients }) => recipients)), { timeout: 60_000, interval: 50 })
  one = await startServerProcess(env)
  const after = subscribeBySse(one.url, watch, { since: heard.at(-1)?.cursor })
  const late = smsSend('after')
  await send(other.url, late)
  const recipients = [...missed, late].flatMap((item) => item.recipients)
  await vi.waitFor(() => isDelivered(recipients), { timeout: 60_000, interval: 50 })
  const told = (await listMessages(other.url)).filter(({ to }) => recipients.includes(to))
  const expected = told.flatMap((message) => message.changes.map(({ status }) => `${message.id} ${status}`))
  const replayed = await updatesOf(after.take(expected.length))
  expect(replayed.map(({ message, change }) => `${message.id} ${change.status}`).toSorted()).toEqual(
    expected.toSorted(),
  )
  after.end()
})

test('a subscription hears of every change once, however many both make at the same time', async () => {
  const updates = subscribeBySse(one.url, watch, { since: new Date().toISOString() })
  const wanted = Array.from({ length: 300 }, (_, place) => smsSend(`many ${place}`))
  await inParallel(wanted, 60, (item, place) => send((place % 2 ? one : other).url, item))
  const recipients = new Set(wanted.flatMap((item) => item.recipients))
  await vi.waitFor(() => isDelivered([...recipients]), { timeout: 60_000, interval: 100 })
  const told = (await listMessages(other.url)).filter(({ to }) => recipients.has(to))
  const expected = told.flatMap((message) => message.changes.map(({ status }) => `${message.id} ${status}`))
  const heard: string[] = []
  const listen = async () => {
    for (;;) {
      const [update] = await updatesOf(updates.take(1))
      if (!update) return
      heard.push(`${update.message.id} ${update.change.status}`)
    }
  }
  const ended = listen().catch((error: unknown) => error)
  await expect.poll(() => heard.toSorted()).toEqual(expected.toSorted())
  updates.end()
  expect(await ended).toMatchObject({ name: 'AbortError' })
})
