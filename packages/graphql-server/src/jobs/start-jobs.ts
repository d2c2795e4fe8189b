import type { Transport } from '@heliograph/core'
import type { Logger } from '../log.ts'
import type { ProviderConnections } from '../provider-connections.ts'
import type { JobsSettings } from '../settings/jobs-settings.ts'
import type { Store } from '../store/open-store.ts'
import type { CallAddress } from './call-address.ts'
import { defaultQueueTimes, type JobQueue, type QueueTimes, startQueue } from './queue.ts'
import { startPollers } from './start-pollers.ts'
import { startReporting } from './start-reporting.ts'
import { startRetention } from './start-retention.ts'

/** How often a process looks whether messages are to be asked about. */
const askEveryMs = 5_000

/** Times that tests make shorter. */
export interface JobTimes extends QueueTimes {
  readonly askEveryMs: number
}

export interface JobsParts {
  readonly store: Store
  readonly settings: JobsSettings
  readonly connections: ProviderConnections
  /** For webhooks. */
  readonly transport: Transport
  /** For callers' own addresses. */
  readonly callAddress: CallAddress
  readonly log: Logger
  readonly times?: Partial<JobTimes>
}

/** What is done beside answering requests. */
export interface Jobs {
  readonly queue: JobQueue
  /** Ends within 8 seconds; the store must be open until then. */
  stop(): Promise<void>
}

/** Starts the job queue and everything that is done through it: pollers, webhooks, callers' callbacks, retention. */
export const startJobs = async (parts: JobsParts): Promise<Jobs> => {
  const { store, settings, connections, transport, callAddress, log } = parts
  const times = { ...defaultQueueTimes, askEveryMs, ...parts.times }
  const queue = await startQueue(store, log, times)
  const enders: (() => Promise<void>)[] = []
  const stop = async () => {
    await Promise.all([queue.stop(), ...enders.map((end) => end())])
  }
  try {
    const { lookSeconds } = times
    enders.push(await startReporting({ queue, store, settings, transport, callAddress, log, lookSeconds }))
    const pollTimes = { askEveryMs: times.askEveryMs, lookSeconds: times.pollLookSeconds }
    enders.push(await startPollers({ queue, db: store.db, settings, connections, log, ...pollTimes }))
    enders.push(await startRetention({ queue, store, messageDays: settings.messageDays, log }))
  } catch (error) {
    await stop()
    throw error
  }
  let stopping: Promise<void> | undefined
  return { queue, stop: () => (stopping ??= stop()) }
}
