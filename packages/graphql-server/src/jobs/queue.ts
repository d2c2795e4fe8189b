import { providers } from '@heliograph/core'
import { type ConstructorOptions, PgBoss, type Queue } from 'pg-boss'
import type { Logger } from '../log.ts'
import type { Store } from '../store/open-store.ts'
import { createRepeatedLog } from './repeated-log.ts'

/**
 * How long a webhook or a callback may be at work; each takes 10 seconds at most. One whose process was killed is tried again
 * after this time, when pg-boss next looks (every minute).
 */
const reportExpiresInSeconds = 30

const hourSeconds = 3_600
const daySeconds = 24 * hourSeconds

/** A time that tests make shorter. */
export interface QueueTimes {
  /** The first delay before a webhook or a callback is tried again; it doubles each time. */
  readonly retryDelaySeconds: number
  /** The longest such delay. */
  readonly longestRetryDelaySeconds: number
  /** How often a webhook is tried again before it becomes a dead letter. */
  readonly webhookRetries: number
  /** How often webhooks and callbacks are looked for. Those of this process's own are begun at once. */
  readonly lookSeconds: number
  /** How often a poller that failed before is looked for. */
  readonly pollLookSeconds: number
}

/** With these, the last of 24 tries at a webhook is about three days after the first. */
export const defaultQueueTimes: QueueTimes = {
  retryDelaySeconds: 5,
  longestRetryDelaySeconds: 6 * hourSeconds,
  webhookRetries: 23,
  lookSeconds: 2,
  pollLookSeconds: 15,
}

/** The queues by what they hold. `deadLetters` is read by people. */
export const queueNames = {
  webhooks: 'webhooks',
  deadLetters: 'webhooks-dead',
  callbacks: 'callbacks',
  statusChanges: 'poll-sms365-changes',
  retention: 'retention',
} as const

/** The queue of an account's poller. It holds one job at most, waiting or at work: so there is one poller at a time. */
export const pollQueueOf = (provider: string): string => `poll-${provider}`

/** How long a webhook that nobody took can be seen, and tried again. */
export const deadLetterDays = 30

const pollQueue = (name: string, { retryDelaySeconds, longestRetryDelaySeconds }: QueueTimes): Queue => ({
  name,
  policy: 'exclusive',
  // The delays of a provider that is down: 5 s, 10 s, … 5 minutes; after the last one a new job begins anew.
  retryLimit: 20,
  retryDelay: retryDelaySeconds,
  retryBackoff: true,
  retryDelayMax: Math.min(300, longestRetryDelaySeconds),
  expireInSeconds: 120,
  deleteAfterSeconds: 300,
})

const listQueues = (times: QueueTimes): readonly Queue[] => [
  { name: queueNames.deadLetters, retentionSeconds: deadLetterDays * daySeconds },
  {
    name: queueNames.webhooks,
    deadLetter: queueNames.deadLetters,
    retryLimit: times.webhookRetries,
    retryDelay: times.retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: times.longestRetryDelaySeconds,
    expireInSeconds: reportExpiresInSeconds,
    deleteAfterSeconds: hourSeconds,
  },
  {
    name: queueNames.callbacks,
    retryLimit: 2,
    retryDelay: times.retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: times.longestRetryDelaySeconds,
    expireInSeconds: reportExpiresInSeconds,
    deleteAfterSeconds: hourSeconds,
  },
  ...providers.map(({ name }) => pollQueue(pollQueueOf(name), times)),
  pollQueue(queueNames.statusChanges, times),
  {
    name: queueNames.retention,
    policy: 'exclusive',
    retryLimit: 2,
    retryDelay: 60,
    expireInSeconds: 600,
    deleteAfterSeconds: 2 * hourSeconds,
  },
]

/** pg-boss at work. */
export interface JobQueue {
  readonly boss: PgBoss
  /** Aborts when the queue begins to stop. */
  readonly stopping: AbortSignal
  /** Ends within 4 seconds: what is not done by then is done by another process, or after the next start. */
  stop(): Promise<void>
}

/** Its own schema, no schedules of its own, and as little as possible to do while there is nothing to do. */
const bossOptions = (store: Store): ConstructorOptions => ({
  db: store.jobs.database,
  backend: store.jobs.backend,
  schedule: false,
  maintenanceIntervalSeconds: hourSeconds,
  // Jobs here do not depend on each other.
  flowIntervalSeconds: daySeconds,
  bamIntervalSeconds: hourSeconds,
  // PGlite has no autovacuum to watch, and one connection that everybody waits for.
  ...(store.jobs.backend === 'pglite' && { monitorVacuum: false, reindex: false }),
})

/** Starts pg-boss on the store's database and makes its queues. */
export const startQueue = async (
  store: Store,
  log: Logger,
  times: QueueTimes = defaultQueueTimes,
): Promise<JobQueue> => {
  const boss = new PgBoss(bossOptions(store))
  const warn = createRepeatedLog(log)
  boss.on('error', ({ message }) => warn('the job queue has a problem', { reason: message }))
  boss.on('warning', ({ message }) => warn('the job queue has a remark', { reason: message }))
  await boss.start()
  for (const { name, policy, ...options } of listQueues(times)) {
    await boss.createQueue(name, { ...options, ...(policy !== undefined && { policy }) })
    // A queue that is there already may be one of an older version.
    await boss.updateQueue(name, options)
    // Looked up now: inside an open transaction of PGlite's only connection, the look-up would wait for itself.
    await boss.findJobs(name, { id: '00000000-0000-0000-0000-000000000000' })
  }
  const abort = new AbortController()
  let stopping: Promise<void> | undefined
  const stop = async () => {
    abort.abort()
    await boss.stop({ graceful: true, close: false, timeout: 4_000 })
  }
  return { boss, stopping: abort.signal, stop: () => (stopping ??= stop()) }
}
