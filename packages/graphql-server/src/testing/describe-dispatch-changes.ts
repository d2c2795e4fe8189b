import { messageStatus, type MessageStatus } from '@heliograph/core'
import type { JobInsert, PgBoss } from 'pg-boss'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ChangeJob, dispatchChanges } from '../jobs/dispatch-changes.ts'
import type { Store } from '../store/open-store.ts'
import { insertMessage } from './stored-message.ts'
import { addChanges } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'

const statuses = Object.keys(messageStatus.values) as readonly MessageStatus[]

/** The tests of dispatching changes, on a database of the caller's. */
export const describeDispatchChanges = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    beforeEach(() => emptyStore(store))

    const createQueue = () => {
      const queued: Record<string, ChangeJob[]> = {}
      const insert = (async (name: string, jobs: readonly JobInsert<ChangeJob>[]) => {
        for (const { data } of jobs) (queued[name] ??= []).push(data as ChangeJob)
        return null
      }) as PgBoss['insert']
      return { queued, boss: { insert } }
    }

    describe('dispatching changes', () => {
      it.each([true, false])('makes one job of each that is wanted, page by page (webhook: %s)', async (hasWebhook) => {
        const called = await insertMessage(store, { callback_url: 'https://app.example.com/report' })
        const silent = await insertMessage(store)
        const given = Array.from({ length: 1_203 }, (_, index) => ({
          message_id: index % 3 === 0 ? called.id : silent.id,
          status: statuses[index % statuses.length] as MessageStatus,
        }))
        await addChanges(store, ...given)
        const { queued, boss } = createQueue()
        const pages = []
        for (let hasMore = true; hasMore;) {
          const page = await dispatchChanges({ db: store.db, boss, hasWebhook })
          pages.push(page.changes)
          hasMore = page.hasMore
        }
        expect(pages).toEqual([500, 500, 203])
        const log = await store.db.selectFrom('message_changes').selectAll().orderBy('seq').execute()
        const toJobs = (changes: typeof log) => changes.map(({ seq, message_id }) => ({ seq, messageId: message_id }))
        const ends = log.filter(
          ({ message_id, status }) => message_id === called.id && (status === 'DELIVERED' || status === 'FAILED'),
        )
        expect(ends.length).toBeGreaterThan(10)
        expect(queued['callbacks']).toEqual(toJobs(ends))
        expect(queued['webhooks']).toEqual(hasWebhook ? toJobs(log) : undefined)
        expect(await dispatchChanges({ db: store.db, boss, hasWebhook })).toMatchObject({ changes: 0, hasMore: false })
      })
    })
  })
}
