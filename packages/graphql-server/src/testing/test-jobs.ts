import { type Runtime, systemRuntime, type Transport } from '@heliograph/core'
import { createUndiciTransport } from '@heliograph/core/undici'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { appendChanges, type NewChange } from '../delivery/append-changes.ts'
import { callAddress } from '../jobs/call-address.ts'
import { startQueue } from '../jobs/queue.ts'
import { startJobs } from '../jobs/start-jobs.ts'
import { createLog } from '../log.ts'
import { connectProviders } from '../provider-connections.ts'
import { parseSettings } from '../settings.ts'
import { type JobsSettings, parseJobsSettings } from '../settings/jobs-settings.ts'
import type { Store } from '../store/open-store.ts'
import { testEnvironment } from './create-test-server.ts'

/** A secret for webhooks. */
export const webhookSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

/** A log that is a list of parsed lines. */
export const createTestLog = () => {
  const lines: Readonly<Record<string, unknown>>[] = []
  const log = createLog('debug', {
    write: (line: string) => void lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>),
  })
  return { log, lines }
}

export interface TestJobsOptions {
  readonly settings?: Partial<JobsSettings>
  /** Whom the providers' calls go to; nobody unless given. */
  readonly providers?: Transport
  readonly env?: Readonly<Record<string, string>>
  readonly runtime?: Runtime
  /** How often a webhook is tried again; twice unless given. */
  readonly webhookRetries?: number
}

const unreachable: Transport = {
  send: () => Promise.reject(new Error('No provider is to be called in this test')),
}

/** All jobs on a store, with next to no waits; they end with the test. */
export const startTestJobs = async (store: Store, options: TestJobsOptions = {}) => {
  const { settings, providers = unreachable, env = testEnvironment, runtime = systemRuntime } = options
  const { log, lines } = createTestLog()
  const transport = createUndiciTransport()
  const jobs = await startJobs({
    store,
    settings: { ...parseJobsSettings({}, []), pollCallsPerSecond: 100, ...settings },
    connections: connectProviders(parseSettings(env).providers, providers, () => {}, runtime),
    transport,
    callAddress,
    log,
    times: {
      retryDelaySeconds: 1,
      // None at all, then.
      longestRetryDelaySeconds: 0,
      webhookRetries: options.webhookRetries ?? 2,
      lookSeconds: 0.5,
      pollLookSeconds: 0.5,
      askEveryMs: 100,
    },
  })
  const stop = async () => {
    await jobs.stop()
    await transport.close()
  }
  onTestFinished(stop)
  return { jobs, lines, stop }
}

/** The queue alone, without anybody at work; it ends with the test. */
export const startTestQueue = async (store: Store) => {
  const { log } = createTestLog()
  const queue = await startQueue(store, log, {
    retryDelaySeconds: 1,
    longestRetryDelaySeconds: 0,
    webhookRetries: 2,
    lookSeconds: 0.5,
    pollLookSeconds: 0.5,
  })
  onTestFinished(() => queue.stop())
  return queue
}

/** Adds entries to the log of changes as those do who apply reports. */
export const addChanges = (
  { db }: Store,
  ...changes: readonly (Partial<NewChange> & Pick<NewChange, 'message_id'>)[]
): Promise<void> =>
  db.transaction().execute((transaction) =>
    appendChanges(
      transaction,
      changes.map((change) => ({ status: 'DELIVERED', status_raw: 'd', cost: '1', source: 'callback', ...change })),
    ),
  )

/** Forgets all jobs, and what was in the log of changes. */
export const emptyQueues = async ({ db, jobs }: Store): Promise<void> => {
  await jobs.database.executeSql('delete from pgboss.job')
  await db.deleteFrom('taken_reports').execute()
  await sql`
    update heliograph.change_readers
    set seq = (select coalesce(max(seq), 0) from heliograph.message_changes)`.execute(db)
}
