import { tellOfChanges } from '../delivery/append-changes.ts'
import type { KeyTimes } from '../idempotency/key-records.ts'
import { createGroupWrites } from '../store/group-writes.ts'
import type { Store } from '../store/open-store.ts'
import { beginSends, type EndedSend, finishSends, type PlannedSend } from './send-records.ts'

/** What the store is told of sends, those of many requests at once. */
export interface SendWrites {
  /** Whether the send may begin; not where somebody has its key. Rejects if the store does not take it: nothing may be sent. */
  begin(send: PlannedSend): Promise<boolean>
  /** Rejects if the store does not take it; it may be told again. */
  finish(send: EndedSend): Promise<void>
}

/**
 * How long others may not know yet what became of a send. To tell them in its own transaction would wake the connection that
 * listens in each process while somebody waits for the answer; who looks at the log by itself finds what a crash leaves untold.
 */
const tellAfterMs = 50

const limits = { largestGroup: 100, gatherMs: 4, mostWaiting: 20_000 }

export const createSendWrites = (store: Pick<Store, 'db' | 'runPrepared'>, times: KeyTimes): SendWrites => {
  const begins = createGroupWrites(
    (sends: readonly PlannedSend[]) => beginSends(store.runPrepared, sends, times),
    limits,
  )
  let telling: NodeJS.Timeout | undefined
  const tell = () => {
    telling = undefined
    // Whoever looks by itself will see.
    tellOfChanges(store.db).catch(() => undefined)
  }
  const finishAndTell = async (sends: readonly EndedSend[]) => {
    await finishSends(store, sends)
    telling ??= setTimeout(tell, tellAfterMs).unref()
  }
  const finishes = createGroupWrites(async (sends: readonly EndedSend[]) => {
    await finishAndTell(sends)
    return sends.map(() => undefined)
  }, limits)
  return {
    begin: (send) => begins.add(send),
    async finish(send) {
      try {
        await finishes.add(send)
      } catch {
        // Alone, so that one that the store cannot take keeps no other from being put down.
        await finishAndTell([send])
      }
    },
  }
}
