import { createManualClock, type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHttp, readMetrics } from './ask.ts'
import { listAccepted, listMessages, send, smsSend } from './client-sends.ts'
import { databases, type TestDatabase } from './databases.ts'
import { createDice, inParallel } from './in-parallel.ts'
import { toEnvironment } from './server-environment.ts'
import { killAllServers, type ServerProcess, startServerProcess } from './server-process.ts'

const messageCount = 1_000

/** What sms365 writes, and what it means. */
const meanings = { s: 'SENT', d: 'DELIVERED', f: 'FAILED' } as const
type Letter = keyof typeof meanings

type CallbackResult = 'stored' | 'repeated' | 'contradicted' | 'forged' | 'unreadable' | 'oversized'

/** What reports of one message come to: written down from the vendor's words, not from the server's code. */
const expectAfter = (letters: readonly Letter[]) => {
  const results: CallbackResult[] = []
  let status: 'ACCEPTED' | (typeof meanings)[Letter] = 'ACCEPTED'
  let contradiction: { readonly status: string } | null = null
  for (const letter of letters) {
    const isEnd = letter !== 's'
    const hasEnded = status === 'DELIVERED' || status === 'FAILED'
    const next = meanings[letter]
    if (!hasEnded && status !== next) {
      status = next
      results.push('stored')
    } else if (hasEnded && isEnd && status !== next && contradiction === null) {
      contradiction = { status: next }
      results.push('contradicted')
    } else results.push('repeated')
  }
  return { status, contradiction, results }
}

const shuffle = <Item>(items: readonly Item[], roll: () => number): readonly Item[] =>
  items
    .map((item) => ({ item, place: roll() }))
    .toSorted((one, two) => one.place - two.place)
    .map(({ item }) => item)

/** A plan for each message: doubled and out of order, and one in five told two ends. */
const planReports = (index: number, roll: () => number): readonly Letter[] => {
  const end = index % 2 === 0 ? 'd' : 'f'
  const others: readonly Letter[] = index % 5 === 0 ? [end === 'd' ? 'f' : 'd'] : []
  return shuffle(['s', end, roll() < 0.5 ? end : 's', ...others], roll)
}

const badCallbacks: readonly {
  readonly result: CallbackResult
  readonly status: number
  /** From an address that is right, one of another message, and parameters that are right. */
  readonly spoil: (address: string, foreign: string, query: string) => string
}[] = [
  {
    result: 'forged',
    status: 404,
    spoil: (address, _foreign, query) => `${address.slice(0, -2)}${address.endsWith('AA') ? 'BB' : 'AA'}?${query}`,
  },
  // The token of one message under the id of another: a callback that was seen, used for something else.
  {
    result: 'forged',
    status: 404,
    spoil: (address, foreign, query) =>
      `${foreign.slice(0, foreign.lastIndexOf('/'))}${address.slice(address.lastIndexOf('/'))}?${query}`,
  },
  { result: 'forged', status: 404, spoil: (address) => address.slice(0, -10) },
  { result: 'unreadable', status: 400, spoil: (address) => `${address}?msgid=15001` },
  { result: 'unreadable', status: 400, spoil: (address) => address },
  {
    result: 'oversized',
    status: 414,
    spoil: (address, _foreign, query) => `${address}?${query}&x=${'x'.repeat(9_000)}`,
  },
]

describe.each(databases)('callbacks in thousands, on $name', ({ createTestDatabase }) => {
  let database: TestDatabase
  let sandbox: Sandbox
  let server: ServerProcess

  beforeAll(async () => {
    database = await createTestDatabase()
    // Its clock stands still, so that it reports nothing itself.
    sandbox = await startSandbox({ clock: createManualClock(Date.now()) })
    // Only its path counts: the calls go to wherever the server listens.
    const settings = { ...database.env, PUBLIC_URL: 'http://127.0.0.1:9' }
    server = await startServerProcess(toEnvironment(sandbox, settings))
    await inParallel(
      Array.from({ length: messageCount }, (_, place) => smsSend(`load ${place}`)),
      20,
      (wanted) => send(server.url, wanted),
    )
  })
  afterAll(async () => {
    await killAllServers()
    await sandbox.close()
    await database.remove()
  })

  test('doubled, out of order, contradicting, forged and cut off: every message is right, and the metrics agree', async () => {
    const roll = createDice(365)
    const accepted = await listAccepted(sandbox.origin)
    expect(accepted).toHaveLength(messageCount)
    const addresses = accepted.map(({ callback }) => server.origin + new URL(callback?.url ?? '').pathname)
    const plans = accepted.map((_, index) => planReports(index, roll))
    const total = plans.reduce((sum, letters) => sum + letters.length, 0)
    expect(total).toBeGreaterThan(2_000)
    const expectedCounts = new Map<CallbackResult, number>()
    const count = (result: CallbackResult) => expectedCounts.set(result, (expectedCounts.get(result) ?? 0) + 1)

    await inParallel(accepted, 50, async ({ id, to }, index) => {
      const address = addresses[index] ?? ''
      const write = (letter: Letter) => `msgid=${id}&status=${letter}&cost=1&to=${to}&mcc=202&mnc=01`
      const bad = badCallbacks[index % badCallbacks.length]
      const foreign = addresses[(index + 1) % messageCount] ?? ''
      if (bad) {
        const answer = await callHttp(bad.spoil(address, foreign, write(index % 2 ? 'd' : 'f')), { reuse: true })
        expect(answer.status).toBe(bad.status)
        count(bad.result)
      }
      for (const letter of plans[index] ?? []) {
        const answer = await callHttp(`${address}?${write(letter)}`, { reuse: true })
        expect(answer).toEqual({ status: 200, body: 'ACK/easysms' })
      }
    })

    const told = new Map((await listMessages(server.url)).map((message) => [message.to, message]))
    expect(told.size).toBe(messageCount)
    for (const [index, { id, to }] of accepted.entries()) {
      const { status, contradiction, results } = expectAfter(plans[index] ?? [])
      expect(told.get(to)).toMatchObject({ status, contradiction, providerMessageId: id, cost: '1' })
      const changes = told.get(to)?.changes.filter(({ source }) => source === 'CALLBACK')
      expect(changes).toHaveLength(results.filter((result) => result !== 'repeated').length)
      for (const result of results) count(result)
    }
    const metrics = await readMetrics(server.origin)
    const counted = [...expectedCounts.keys()].map((result) => [
      result,
      metrics.get(`heliograph_callbacks_total{result="${result}"}`),
    ])
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expectedCounts))
    expect(expectedCounts.size).toBe(6)
  })
})
