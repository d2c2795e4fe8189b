import type { KeyTimes } from '../idempotency/key-records.ts'
import { createGroupWrites } from '../store/group-writes.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { beginSends, type EndedSend, finishSends, type PlannedSend } from './send-records.ts'

/** What the store is told of sends, those of many requests at once. */
export interface SendWrites {
  /** Whether the send may begin; not where somebody has its key. Rejects if the store does not take it: nothing may be sent. */
  begin(send: PlannedSend): Promise<boolean>
  /** Rejects if the store does not take it; it may be told again. */
  finish(send: EndedSend): Promise<void>
}

const limits = { largestGroup: 100, gatherMs: 4, mostWaiting: 20_000 }

export const createSendWrites = (db: StoreDatabase, times: KeyTimes): SendWrites => {
  const begins = createGroupWrites((sends: readonly PlannedSend[]) => beginSends(db, sends, times), limits)
  const finishes = createGroupWrites(async (sends: readonly EndedSend[]) => {
    await finishSends(db, sends)
    return sends.map(() => undefined)
  }, limits)
  return {
    begin: (send) => begins.add(send),
    async finish(send) {
      try {
        await finishes.add(send)
      } catch {
        // Alone, so that one that the store cannot take keeps no other from being put down.
        await finishSends(db, [send])
      }
    },
  }
}
