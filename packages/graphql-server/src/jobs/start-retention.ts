import type { Logger } from '../log.ts'
import type { Store } from '../store/open-store.ts'
import { type JobQueue, queueNames } from './queue.ts'
import { repeat } from './repeat.ts'
import { createRepeatedLog } from './repeated-log.ts'
import { deleteOld } from './retention.ts'

const everySeconds = 3_600
const planEveryMs = 600_000
const lookSeconds = 60

export interface RetentionParts {
  readonly queue: JobQueue
  readonly store: Store
  readonly messageDays: number
  readonly log: Logger
}

/** Deletes once an hour what is older than it is kept, in whichever process. Resolves with what ends it. */
export const startRetention = async (parts: RetentionParts): Promise<() => Promise<void>> => {
  const { queue, store, messageDays, log } = parts
  const { boss, stopping } = queue
  const worker = await boss.work(queueNames.retention, { pollingIntervalSeconds: lookSeconds }, async () => {
    const deleted = await deleteOld(store, messageDays, new Date(), stopping)
    if (Object.values(deleted).some((count) => count > 0)) log.info(deleted, 'deleted what was older than it is kept')
  })
  const plan = async () => {
    // One job for each hour of the clock, whichever process asks first.
    if ((await boss.send(queueNames.retention, {}, { singletonSeconds: everySeconds })) !== null) {
      boss.notifyWorker(worker)
    }
    return false
  }
  const warn = createRepeatedLog(log)
  const planning = repeat(plan, {
    everyMs: planEveryMs,
    signal: stopping,
    onError: ({ message }) => warn('the hourly deletion cannot be planned', { reason: message }),
  })
  return () => planning.stop()
}
