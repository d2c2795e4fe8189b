import { type Fault, type FaultKind, type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readMetrics } from './ask.ts'
import {
  type AcceptedMessage,
  type ClientSend,
  listAccepted,
  listMessages,
  netoxygenSend,
  proxstopSend,
  send,
  type SendAnswer,
  smsSend,
} from './client-sends.ts'
import { databases, type TestDatabase } from './databases.ts'
import { createDice, inParallel } from './in-parallel.ts'
import { startRelay } from './relay.ts'
import { toEnvironment } from './server-environment.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

const sendCount = 360
const share = 0.05

/** Everything that can go wrong, each for one request; what would take minutes is made short. */
const faults: readonly Fault[] = [
  { kind: 'refuse', durationMs: 100 },
  { kind: 'resetBeforeRead' },
  { kind: 'resetAfterRead' },
  { kind: 'resetAfterRead', processed: false },
  { kind: 'hang' },
  { kind: 'slowBody', pauseMs: 2 },
  { kind: 'truncatedBody' },
  { kind: 'rateLimit' },
  { kind: 'unavailable' },
  { kind: 'unavailable', processed: true },
  { kind: 'htmlPage' },
  { kind: 'emptyBody' },
  { kind: 'oversizedBody', bytes: 20_000_000 },
  { kind: 'xmlBomb' },
]

const gatewayOf = {
  sms365SmsSend: 'sms365',
  netoxygenMessageSend: 'netoxygen',
  proxstopTelephoneSms: 'proxstop',
} as const

const isPayload = ({ __typename }: SendAnswer) => __typename.endsWith('Payload')
const isUnknown = ({ __typename }: SendAnswer) => __typename === 'OutcomeUnknownError'

// Most of the time goes by in waiting for gateways that say nothing.
describe.concurrent.each(databases)('gateways of which everything goes wrong, on $name', ({ createTestDatabase }) => {
  let database: TestDatabase
  let sandbox: Sandbox
  let server: ServerProcess

  beforeAll(async () => {
    database = await createTestDatabase()
    sandbox = await startSandbox()
    const callbacks = await startRelay({ target: () => server.origin, onStep: () => undefined })
    const settings = { ...database.env, PUBLIC_URL: callbacks.origin, POLL_CALLS_PER_SECOND: '100' }
    server = await startServerProcess(toEnvironment(sandbox, settings))
    return () => callbacks.close()
  })
  afterAll(async () => {
    await server.kill()
    await sandbox.close()
    await database.remove()
  })

  /** Each fault befalls one request in twenty. */
  const addFaults = async (gateway: AcceptedMessage['gateway'], roll: () => number) => {
    for (const fault of faults) {
      if (roll() < share) await sandbox.faults.add(fault.kind === 'refuse' ? fault : { ...fault, gateway })
    }
  }

  test('what was sent and what was told agree, nothing is sent twice, and each unknown is accounted for', async () => {
    const roll = createDice(2_026)
    const kinds = [smsSend, netoxygenSend, proxstopSend] as const
    const wanted = Array.from({ length: sendCount }, (_, place) => (kinds[place % 3] ?? smsSend)(`soak ${place}`))
    const answers = new Map<ClientSend, SendAnswer>()
    await inParallel(wanted, 24, async (item) => {
      await addFaults(gatewayOf[item.field], roll)
      answers.set(item, await send(server.url, item))
    })
    await sandbox.faults.clear()
    const befallen = new Set(sandbox.requests.map(({ fault }) => fault))
    const visible = faults.map(({ kind }) => kind).filter((kind) => kind !== 'refuse')
    expect(visible.filter((kind: FaultKind) => !befallen.has(kind))).toEqual([])

    const upstream = Map.groupBy(await listAccepted(sandbox.origin), ({ to }) => to)
    const isAccepted = ({ recipients: [to = ''] }: ClientSend) => upstream.has(to)
    expect([...upstream.values()].filter((messages) => messages.length > 1)).toEqual([])
    for (const [item, answer] of answers) {
      if (isPayload(answer)) expect(isAccepted(item), item.key).toBe(true)
      else if (!isUnknown(answer)) expect(isAccepted(item), `${item.key}: ${answer.message}`).toBe(false)
    }

    // Asked again, now that nothing goes wrong: what took effect or may have is told again, what did not is sent.
    await inParallel(wanted, 24, async (item) => {
      const first = answers.get(item)
      const again = await send(server.url, item)
      if (first && (isPayload(first) || isUnknown(first))) expect(again).toEqual(first)
      else expect(isPayload(again), `${item.key}: ${again.message}`).toBe(true)
      if (isPayload(again)) answers.set(item, again)
    })
    const accepted = await listAccepted(sandbox.origin)
    expect(new Set(accepted.map(({ to }) => to)).size).toBe(accepted.length)

    // Of those that are known, the end comes with a callback or an answer to a question; so it does of unknown ones with a callback.
    const isKnown = new Map(
      [...answers].map(
        ([
          {
            recipients: [to = ''],
          },
          answer,
        ]) => [to, isPayload(answer)],
      ),
    )
    const hasEnd = ({ gateway, to }: AcceptedMessage) => isKnown.get(to) === true || gateway === 'sms365'
    const untilTold = async () => {
      const told = await listMessages(server.url)
      const byNumber = new Map(told.map((message) => [message.to, message]))
      expect(accepted.filter(({ to }) => !byNumber.has(to))).toEqual([])
      expect(accepted.filter((message) => hasEnd(message) && byNumber.get(message.to)?.status !== 'DELIVERED')).toEqual(
        [],
      )
      return told
    }
    const told = await vi.waitFor(untilTold, { timeout: 90_000, interval: 500 })
    expect(new Set(told.map(({ to }) => to)).size).toBe(told.length)

    // Each row is known with its id and cost, or UNKNOWN; and every one whose send was refused has gone.
    const ids = new Map(accepted.map((message) => [message.to, message]))
    for (const { to, status, providerMessageId, cost } of told) {
      const message = ids.get(to)
      if (message && hasEnd(message)) {
        expect(providerMessageId).toBe(message.id)
        // ProxStop and NetOxygen tell no cost.
        if (message.gateway === 'sms365') expect(Number(cost)).toBe(message.cost)
      } else expect([status, isKnown.get(to)]).toEqual(['UNKNOWN', false])
    }
    const unknown = [...answers.values()].filter(isUnknown).length
    expect(told).toHaveLength(sendCount)
    expect(accepted.length).toBeGreaterThanOrEqual(sendCount - unknown)
    expect(unknown).toBeGreaterThan(20)

    const metrics = await readMetrics(server.origin)
    const count = (pattern: RegExp) =>
      [...metrics].filter(([sample]) => pattern.test(sample)).reduce((total, [, value]) => total + value, 0)
    const calls = (outcome: string) =>
      count(
        new RegExp(
          `^heliograph_provider_calls_total\\{operation="(sms365.sms.send|netoxygen.message.send|proxstop.telephone.sms)",kind="\\w+(-\\w+)*",outcome="${outcome}"`,
        ),
      )
    expect([calls('accepted'), calls('unknown')]).toEqual([sendCount - unknown, unknown])
  })
})
