import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertMessage } from './stored-message.ts'
import { addChanges, emptyQueues, startTestQueue } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'
import { deleteOld } from '../jobs/retention.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of retention, on a database of the caller's. */
export const describeRetention = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    const now = new Date('2026-06-01T12:00:00Z')
    const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
    const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000)
    const never = new AbortController().signal

    let counter = 0
    /** A UUIDv7 of the day. */
    const idOf = (moment: Date) => {
      const time = moment.getTime().toString(16).padStart(12, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7abc-8abc-${String(counter++).padStart(12, '0')}`
    }

    const insertOld = (days: number, message: Parameters<typeof insertMessage>[1] = {}) =>
      insertMessage(store, {
        id: idOf(daysAgo(days)),
        created_at: daysAgo(days),
        status_at: daysAgo(days),
        ...message,
      })

    const listIds = async () => (await store.db.selectFrom('messages').select('id').execute()).map(({ id }) => id)

    beforeEach(async () => {
      await emptyStore(store)
      await emptyQueues(store)
    })

    describe('deleteOld', () => {
      it('deletes messages whose last change is older than they are kept, with their changes', async () => {
        await startTestQueue(store)
        const old = await insertOld(91, { final_at: daysAgo(91), status: 'DELIVERED' })
        const crashed = await insertOld(92)
        const reportedLate = await insertOld(91, { final_at: daysAgo(89), status: 'DELIVERED' })
        const young = await insertOld(89, { final_at: daysAgo(89), status: 'DELIVERED' })
        await addChanges(store, { message_id: old.id }, { message_id: young.id })
        expect(await deleteOld(store, 90, now, never)).toMatchObject({ messages: 2 })
        const ids = await listIds()
        expect(ids.toSorted()).toEqual([reportedLate.id, young.id].toSorted())
        expect(ids).not.toContain(crashed.id)
        const changes = await store.db.selectFrom('message_changes').select('message_id').execute()
        expect(changes).toEqual([{ message_id: young.id }])
      })

      it('keeps what is still asked about or waits for its time, however old it is', async () => {
        await insertOld(200, { next_poll_at: now })
        await insertOld(200, { scheduled_for: new Date(now.getTime() + 86_400_000), status: 'SCHEDULED' })
        expect(await deleteOld(store, 1, now, never)).toMatchObject({ messages: 0 })
        expect(await listIds()).toHaveLength(2)
      })

      it('deletes more than one piece at a time, and keys that have expired', async () => {
        const rows = Array.from({ length: 1_500 }, () => idOf(daysAgo(100)))
        await store.db
          .insertInto('messages')
          .values(
            rows.map((id) => ({
              id,
              send_id: id,
              provider: 'sms365',
              operation: 'sms365.sms.send',
              recipient: '306971234567',
              kind: 'SMS' as const,
              status: 'DELIVERED' as const,
              status_at: daysAgo(100),
              owner: 'local',
            })),
          )
          .execute()
        const key = {
          owner: 'local',
          operation: 'sms365.sms.send',
          input_digest: Buffer.from('digest'),
          send_id: idOf(now),
          lease_until: hoursFromNow(-2),
        }
        await store.db
          .insertInto('idempotency_keys')
          .values([
            { ...key, key: 'old', expires_at: hoursFromNow(-1) },
            { ...key, key: 'young', expires_at: hoursFromNow(1) },
          ])
          .execute()
        expect(await deleteOld(store, 90, now, never)).toEqual({ messages: 1_500, idempotencyKeys: 1, takenReports: 0 })
        expect(await store.db.selectFrom('idempotency_keys').select('key').execute()).toEqual([{ key: 'young' }])
      })

      it('keeps a key to its end however wrong the clock of this process is, and as long as its request is under way', async () => {
        const key = {
          owner: 'local',
          operation: 'sms365.sms.send',
          input_digest: Buffer.from('digest'),
          send_id: idOf(now),
        }
        await store.db
          .insertInto('idempotency_keys')
          .values([
            { ...key, key: 'young', lease_until: hoursFromNow(-1), expires_at: hoursFromNow(1) },
            { ...key, key: 'under way', lease_until: hoursFromNow(1), expires_at: hoursFromNow(-1) },
          ])
          .execute()
        const wrong = hoursFromNow(24 * 365)
        expect(await deleteOld(store, 3_650, wrong, never)).toMatchObject({ idempotencyKeys: 0 })
      })

      it('forgets reports whose message never came', async () => {
        const report = { provider: 'sms365', status: 'DELIVERED', status_raw: 'd' } as const
        await store.db
          .insertInto('taken_reports')
          .values([
            { ...report, provider_message_id: '1', taken_at: daysAgo(4) },
            { ...report, provider_message_id: '2', taken_at: daysAgo(2) },
          ])
          .execute()
        expect(await deleteOld(store, 90, now, never)).toMatchObject({ takenReports: 1 })
      })
    })
  })
}
