import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ClientSend,
  listAccepted,
  listMessages,
  netoxygenSend,
  send,
  type SendAnswer,
  smsSend,
} from './client-sends.ts'
import type { TestDatabase } from './databases.ts'
import { type KillPoint, killPoints } from './kill-points.ts'
import { callBackAgain, createKilledServer, type KilledServer, letTimePass } from './killed-server.ts'
import { killAllServers } from './server-process.ts'

const countBy = <Item>(items: Iterable<Item>, nameOf: (item: Item) => string) =>
  new Map([...Map.groupBy(items, nameOf)].map(([name, group]) => [name, group.length]))

const describePoint = ({ name, count = 1, delayMs = 0 }: KillPoint): string =>
  [name, ...(count > 1 ? [`number ${count}`] : []), ...(delayMs > 0 ? [`${delayMs} ms`] : [])].join(', ')

/** What holds of a server however often, and wherever, it is killed. */
export const describeKills = (name: string, createTestDatabase: () => Promise<TestDatabase>): void => {
  describe(`a server on ${name} that is killed again and again`, () => {
    let database: TestDatabase
    let killed: KilledServer
    /** What each send was answered; absent where the connection broke. */
    const sends = new Map<ClientSend, SendAnswer | undefined>()

    beforeAll(async () => {
      database = await createTestDatabase()
      killed = await createKilledServer(database)
      await killed.start()
    })
    afterAll(async () => {
      await killed.close()
      await killAllServers()
      await database.remove()
    })

    const ask = async (wanted: ClientSend): Promise<void> => {
      sends.set(wanted, undefined)
      const answer = await send(killed.current().url, wanted).catch(() => undefined)
      sends.set(wanted, answer)
    }
    const createTraffic = (round: number) => () => {
      const key = (place: number) => `${name} ${round} ${place}`
      return Promise.all([
        ask(netoxygenSend(key(0), 2)),
        ...[1, 2, 3, 4, 5, 6].map((place) => ask(smsSend(key(place)))),
      ])
    }

    test.each(killPoints.map((point, round) => ({ round, at: describePoint(point), point })))(
      'round $round: $at',
      async ({ round, point }) => {
        await killed.killDuring(point, createTraffic(round))
        await killed.start()
      },
    )

    test('has the row of each message that a gateway accepted, once', async () => {
      const accepted = await listAccepted(killed.sandbox.origin)
      const told = await listMessages(killed.current().url)
      expect(accepted.length).toBeGreaterThan(killPoints.length)
      const rows = countBy(told, ({ to }) => to)
      expect(accepted.filter(({ to }) => rows.get(to) !== 1)).toEqual([])
    })

    test('answers each key with the first answer, or that nobody knows, and sends nothing twice', async () => {
      await killed.current().kill()
      await letTimePass(database)
      await killed.start()
      const { url } = killed.current()
      const before = new Set((await listAccepted(killed.sandbox.origin)).map(({ to }) => to))
      const again = await Promise.all(
        [...sends].map(async ([wanted, first]) => ({ wanted, first, answer: await send(url, wanted) })),
      )
      const accepted = countBy(await listAccepted(killed.sandbox.origin), ({ to }) => to)
      for (const { wanted, first, answer } of again) {
        if (first) expect(answer).toEqual(first)
        const isUnknown = answer.__typename === 'OutcomeUnknownError'
        if (!isUnknown) expect(answer.__typename).toMatch(/Payload$/)
        for (const to of wanted.recipients) {
          // Where nobody knows, it is what it was before: accepted once or never.
          expect(accepted.get(to) ?? 0, `${to}: ${answer.__typename}`).toBe(isUnknown && !before.has(to) ? 0 : 1)
        }
      }
      const unknown = again.filter(({ answer }) => answer.__typename === 'OutcomeUnknownError')
      const answered = again.filter(({ first }) => first !== undefined)
      expect([unknown.length > 10, answered.length > 10]).toEqual([true, true])
    })

    test('has every callback that it acknowledged, and takes the others when they come again', async () => {
      const idOf = (path: string) => path.split('/')[3] ?? ''
      const listOpen = async (paths: Iterable<string>) => {
        const told = new Map((await listMessages(killed.current().url)).map((message) => [message.id, message]))
        return [...paths].filter((path) => told.get(idOf(path))?.status !== 'DELIVERED')
      }
      await killed.sandbox.settle()
      expect(killed.acknowledged.size).toBeGreaterThan(20)
      expect(await listOpen(killed.acknowledged)).toEqual([])
      const missed = [...killed.unacknowledged]
      expect(missed.length).toBeGreaterThan(0)
      expect(await callBackAgain(killed)).toEqual(missed.map(() => 200))
      expect(await listOpen(missed)).toEqual([])
      const changes = (await listMessages(killed.current().url)).flatMap((message) =>
        message.changes.filter(({ status }) => status === 'DELIVERED').map(() => message.id),
      )
      expect(new Set(changes).size).toBe(changes.length)
    })

    test('reports each change to the webhook, however often it was cut off', async () => {
      await killed.current().kill()
      await letTimePass(database)
      await killed.start()
      const told = await listMessages(killed.current().url)
      const count = told.reduce((total, { changes }) => total + changes.length, 0)
      await expect.poll(() => new Set(killed.webhookIds).size).toBe(count)
      const ids = new Set(told.map(({ id }) => id))
      expect(killed.webhookIds.filter((webhookId) => !ids.has(webhookId.split('_')[0] ?? ''))).toEqual([])
    })
  })
}
