import { setTimeout as sleep } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertMessage, readMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'
import { applyReports } from '../delivery/apply-reports.ts'
import type { IncomingReport } from '../delivery/fold-report.ts'
import { createReportQueue } from '../delivery/report-queue.ts'
import type { Store } from '../store/open-store.ts'

/** What reports do to messages, over any store. */
export const describeReports = (database: string, open: () => Promise<Store>): void => {
  describe(`reports on ${database}`, () => {
    let store: Store

    beforeAll(async () => {
      store = await open()
      await emptyStore(store)
    })
    afterEach(() => emptyStore(store))

    const at = new Date('2030-01-31T09:00:00.123Z')

    const delivered = (messageId: string, more: Partial<IncomingReport> = {}): IncomingReport => ({
      messageId,
      status: 'DELIVERED',
      statusRaw: 'd',
      cost: '1.50',
      providerMessageId: '1500100',
      source: 'callback',
      at,
      ...more,
    })

    const listChanges = () => store.db.selectFrom('message_changes').selectAll().orderBy('seq').execute()

    describe('a report', () => {
      test('is in the row and in the log of changes', async () => {
        const { id } = await insertMessage(store)
        expect(await applyReports(store.db, [delivered(id)])).toEqual([
          { novelty: 'news', recipient: '306971234567', providerMessageId: '1500100' },
        ])
        expect(await readMessage(store, id)).toMatchObject({
          status: 'DELIVERED',
          status_raw: 'd',
          cost: '1.50',
          provider_message_id: '1500100',
          accepted_at: at,
          status_at: at,
          final_at: at,
          contradiction: null,
        })
        expect(await listChanges()).toEqual([
          {
            seq: expect.any(Number),
            message_id: id,
            status: 'DELIVERED',
            status_raw: 'd',
            cost: '1.50',
            contradiction: false,
            source: 'callback',
            at,
          },
        ])
      })

      test('that contradicts is kept and flagged; its repeats are not logged', async () => {
        const { id } = await insertMessage(store)
        const failed = delivered(id, { status: 'FAILED', statusRaw: 'f' })
        const applied = await applyReports(store.db, [delivered(id), failed, delivered(id), failed])
        expect(applied.map(({ novelty }) => novelty)).toEqual(['news', 'contradiction', 'repeat', 'repeat'])
        expect(await readMessage(store, id)).toMatchObject({
          status: 'DELIVERED',
          contradiction: { status: 'FAILED', statusRaw: 'f', at: at.toISOString() },
        })
        expect((await listChanges()).map(({ status, contradiction }) => [status, contradiction])).toEqual([
          ['DELIVERED', false],
          ['FAILED', true],
        ])
      })

      test('of no message of ours changes nothing', async () => {
        const applied = await applyReports(store.db, [delivered(randomUUID())])
        expect(applied).toEqual([{ novelty: 'unknown', recipient: null, providerMessageId: null }])
        expect(await listChanges()).toEqual([])
      })

      test('with characters that the store cannot hold is stored without them', async () => {
        const { id } = await insertMessage(store)
        await applyReports(store.db, [
          delivered(id, { statusRaw: 'd\0', providerMessageId: '1\ud800' }),
          delivered(id, { status: 'FAILED', statusRaw: '\0f\udfff' }),
        ])
        expect(await readMessage(store, id)).toMatchObject({
          status_raw: 'd',
          provider_message_id: '1\ufffd',
          contradiction: { statusRaw: 'f\ufffd' },
        })
      })
    })

    test('tells the feed of changes, and of nothing else', async () => {
      const { id } = await insertMessage(store)
      let told = 0
      const stop = await store.changes.subscribe(() => (told += 1))
      await applyReports(store.db, [delivered(id)])
      // A notification comes over a connection of its own.
      await expect.poll(() => told).toBe(1)
      await applyReports(store.db, [delivered(id)])
      await sleep(100)
      stop()
      expect(told).toBe(1)
    })

    test('a transaction that fails leaves nothing', async () => {
      const { id } = await insertMessage(store)
      await expect(applyReports(store.db, [delivered(id), delivered(id, { messageId: 'no-uuid' })])).rejects.toThrow(
        'uuid',
      )
      expect(await readMessage(store, id)).toMatchObject({ status: 'UNKNOWN' })
      expect(await listChanges()).toEqual([])
    })

    test('thousands that come at once, doubled and out of order, are all right, in few transactions', async () => {
      const ids = await Promise.all(Array.from({ length: 1_000 }, async () => (await insertMessage(store)).id))
      const queue = createReportQueue(store.db)
      const sent = ids.map((id) => delivered(id, { status: 'SENT', statusRaw: 's', cost: null }))
      const applied = await Promise.all(
        [...ids.map((id) => delivered(id)), ...sent, ...ids.map((id) => delivered(id))].map(queue.add),
      )
      expect(applied.map(({ novelty }) => novelty)).toEqual([
        ...ids.map(() => 'news'),
        ...ids.map(() => 'stale'),
        ...ids.map(() => 'repeat'),
      ])
      const statuses = await store.db.selectFrom('messages').select(['status', 'cost']).distinct().execute()
      expect(statuses).toEqual([{ status: 'DELIVERED', cost: '1.50' }])
      expect(await listChanges()).toHaveLength(1_000)
    })
  })
}
