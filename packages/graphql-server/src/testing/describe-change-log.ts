import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { insertMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'
import { appendChanges } from '../delivery/append-changes.ts'
import { type ChangeEntry, type ChangeFilter, findPlace, readHead } from '../delivery/change-entries.ts'
import { type ChangeLog, createChangeLog } from '../delivery/change-log.ts'
import type { Store } from '../store/open-store.ts'

/** What readers of the log of changes get, over any store. */
export const describeChangeLog = (database: string, open: () => Promise<Store>): void => {
  describe(`the log of changes on ${database}`, () => {
    let store: Store
    let otherStore: Store
    let log: ChangeLog

    beforeAll(async () => {
      store = await open()
      otherStore = await open()
      await emptyStore(store)
    })
    beforeEach(() => {
      log = createChangeLog(store, createLog('silent'))
    })
    afterEach(async () => {
      log.close()
      await emptyStore(store)
    })

    const addTo = (to: Store, messageId: string, statusRaws: readonly string[], at = new Date()) =>
      to.db.transaction().execute((transaction) =>
        appendChanges(
          transaction,
          statusRaws.map((status_raw) => ({ message_id: messageId, status: 'SENT', status_raw, source: 'poll', at })),
        ),
      )

    const add = (messageId: string, statusRaws: readonly string[], at?: Date) => addTo(store, messageId, statusRaws, at)

    /** The places of the next entries. */
    const readFrom = async (reader: AsyncIterator<ChangeEntry>, count: number) => {
      const places: number[] = []
      while (places.length < count) places.push(((await reader.next()).value as ChangeEntry).change.seq)
      return places
    }

    const head = async () => (await readHead(store.db)).head

    const take = async (reader: AsyncIterator<ChangeEntry>, count: number) => {
      const taken: (string | null)[] = []
      while (taken.length < count) {
        const { done, value } = await reader.next()
        if (done) break
        taken.push(value.change.status_raw)
      }
      return taken
    }

    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index))

    describe('a reader', () => {
      test('gets what is in the log behind its place, then what comes, each once and in order', async () => {
        const { id } = await insertMessage(store)
        const start = await head()
        await add(id, range(0, 3))
        const reader = log.read(start, {})
        expect(await take(reader, 3)).toEqual(range(0, 3))
        const live = take(reader, 4)
        await add(id, range(3, 5))
        await add(id, range(5, 7))
        expect(await live).toEqual(range(3, 7))
        await reader.return?.()
      })

      test('misses nothing and sees nothing twice while others write, wherever it begins', async () => {
        const { id } = await insertMessage(store)
        const start = await head()
        const early = log.read(start, {})
        const writing = (async () => {
          for (let from = 0; from < 300; from += 10) await add(id, range(from, from + 10))
        })()
        const first = await early.next()
        const place = (first.value as ChangeEntry).change.seq
        const late = log.read(place, {})
        expect(await take(late, 299)).toEqual(range(1, 300))
        expect(await take(early, 299)).toEqual(range(1, 300))
        await writing
      })

      test('that falls behind what is kept in memory still gets everything', async () => {
        const { id } = await insertMessage(store)
        const start = await head()
        const slow = log.read(start, {})
        const quick = log.read(start, {})
        await add(id, ['first'])
        expect(await take(slow, 1)).toEqual(['first'])
        expect(await take(quick, 1)).toEqual(['first'])
        for (let from = 0; from < 5_000; from += 500) {
          await add(id, range(from, from + 500))
          expect(await take(quick, 500)).toEqual(range(from, from + 500))
        }
        expect(await take(slow, 5_000)).toEqual(range(0, 5_000))
      })

      test.each<[string, (id: string) => ChangeFilter]>([
        ['of one message', (messageId) => ({ messageId })],
        ['of a provider', () => ({ provider: 'netoxygen' })],
        ['of a caller', () => ({ owner: 'app' })],
      ])('%s gets the entries that it wants, from the store and live', async (_what, filterOf) => {
        const wanted = await insertMessage(store, { provider: 'netoxygen', owner: 'app' })
        const other = await insertMessage(store)
        const start = await head()
        await add(other.id, ['no'])
        await add(wanted.id, ['yes'])
        const reader = log.read(start, filterOf(wanted.id))
        expect(await take(reader, 1)).toEqual(['yes'])
        const live = take(reader, 1)
        await add(other.id, ['no'])
        await add(wanted.id, ['again'])
        expect(await live).toEqual(['again'])
      })

      test('gets an entry of which nobody told: its process may have ended before it could', async () => {
        const { id } = await insertMessage(store)
        const reader = log.read(await head(), {})
        const first = take(reader, 1)
        await add(id, ['told'])
        expect(await first).toEqual(['told'])
        const live = take(reader, 1)
        await store.db
          .insertInto('message_changes')
          .values({ message_id: id, status: 'SENT', status_raw: 'untold', source: 'send' })
          .execute()
        expect(await live).toEqual(['untold'])
      })

      test('by status gets entries of that status alone', async () => {
        const { id } = await insertMessage(store)
        const reader = log.read(await head(), { status: 'DELIVERED' })
        await add(id, ['no'])
        await store.db
          .transaction()
          .execute((transaction) =>
            appendChanges(transaction, [{ message_id: id, status: 'DELIVERED', status_raw: 'd', source: 'poll' }]),
          )
        expect(await take(reader, 1)).toEqual(['d'])
      })
    })

    describe('a reader that waits', () => {
      test.each<[string, (reader: AsyncIterator<ChangeEntry>, controller: AbortController) => unknown]>([
        ['is told to return', (reader) => reader.return?.()],
        ['has its signal aborted', (_reader, controller) => controller.abort()],
        ['has its log closed', () => log.close()],
      ])('ends when it %s', async (_how, end) => {
        const controller = new AbortController()
        const reader = log.read(await head(), {}, controller.signal)
        const next = reader.next()
        await new Promise((resolve) => setImmediate(resolve))
        end(reader, controller)
        expect(await next).toEqual({ done: true, value: undefined })
        expect(await reader.next()).toEqual({ done: true, value: undefined })
      })

      test('is ended before it begins by a signal that is aborted already', async () => {
        expect(await log.read(0, {}, AbortSignal.abort()).next()).toMatchObject({ done: true })
      })
    })

    test('a reader hears of what all processes write, each once and in order, while several write at once', async () => {
      const ids = await Promise.all([0, 1, 2, 3].map(async () => (await insertMessage(store)).id))
      const start = await head()
      const other = createChangeLog(otherStore, createLog('silent'))
      const heard = Promise.all([readFrom(log.read(start, {}), 200), readFrom(other.read(start, {}), 200)])
      await Promise.all(
        ids.map(async (id, index) => {
          for (let count = 0; count < 50; count += 1) await addTo(index % 2 === 0 ? store : otherStore, id, ['x'])
        }),
      )
      const [here, there] = await heard
      const all = await store.db.selectFrom('message_changes').select('seq').orderBy('seq').execute()
      expect(here).toEqual(all.map(({ seq }) => seq))
      expect(there).toEqual(here)
      other.close()
    })

    test('a place is found by the instant: everything from then on lies behind it', async () => {
      const { id } = await insertMessage(store)
      await add(id, ['old'], new Date('2030-01-01T00:00:00Z'))
      await add(id, ['new'], new Date('2030-01-02T00:00:00Z'))
      expect(await take(log.read(await findPlace(store.db, new Date('2030-01-02T00:00:00Z')), {}), 1)).toEqual(['new'])
      expect(await take(log.read(await findPlace(store.db, new Date('2030-01-01T00:00:00Z')), {}), 2)).toEqual([
        'old',
        'new',
      ])
      expect(await findPlace(store.db, new Date('2030-01-03T00:00:00Z'))).toBe(await head())
    })

    test('a place found by the instant leaves out nothing that comes while it is looked for', async () => {
      const { id } = await insertMessage(store)
      await add(id, ['old'], new Date('2030-01-01T00:00:00Z'))
      for (let day = 2; day < 30; day += 1) {
        const at = new Date(Date.UTC(2030, 0, day))
        const [place] = await Promise.all([findPlace(store.db, at), add(id, ['new'], at)])
        expect(place).toBe((await head()) - 1)
      }
    })
  })
}
