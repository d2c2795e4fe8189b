import { type ProviderCallError, providers, sms365 } from '@heliograph/core'
import { sql } from 'kysely'
import { applyTakenReports } from '../delivery/taken-reports.ts'
import type { Logger } from '../log.ts'
import type { ProviderConnection, ProviderConnections } from '../provider-connections.ts'
import type { JobsSettings } from '../settings/jobs-settings.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { listDueProviders } from './due-messages.ts'
import { pollAccount } from './poll-account.ts'
import { type JobQueue, pollQueueOf, queueNames } from './queue.ts'
import { repeat } from './repeat.ts'
import { createRepeatedLog } from './repeated-log.ts'
import { takeStatusChanges } from './take-status-changes.ts'

/** Providers whose status changes are taken in one piece, so that a message need not be asked about at once. */
export const listReportingProviders = ({ usesStatusGet }: Pick<JobsSettings, 'usesStatusGet'>): readonly string[] =>
  usesStatusGet ? [sms365.name] : []

/** Status changes of sms365 are taken this often while one of its messages is open. */
const takeEverySeconds = 30

export interface PollersParts {
  readonly queue: JobQueue
  readonly db: StoreDatabase
  readonly settings: Pick<JobsSettings, 'pollCallsPerSecond' | 'usesStatusGet'>
  readonly connections: ProviderConnections
  readonly log: Logger
  /** How often this process looks whether messages are to be asked about. */
  readonly askEveryMs: number
  /** How often it looks for a poller that failed before. */
  readonly lookSeconds: number
}

const connectionOf = (connections: ProviderConnections, name: string): ProviderConnection => {
  const connection = connections[name]
  if (!connection) throw new TypeError(`There is no connection to ${name}`)
  return connection
}

const hasOpenSms = async (db: StoreDatabase): Promise<boolean> => {
  const { rows } = await sql`
    select from heliograph.messages where provider = ${sms365.name} and next_poll_at is not null limit 1`.execute(db)
  return rows.length > 0
}

/** The pollers by the names of their queues. */
const listPollers = ({
  queue,
  db,
  settings,
  connections,
  log,
}: PollersParts): ReadonlyMap<string, () => Promise<void>> => {
  const pollers = new Map<string, () => Promise<void>>()
  for (const provider of providers) {
    const connection = connectionOf(connections, provider.name)
    const { pollCallsPerSecond: callsPerSecond } = settings
    const parts = { db, provider, connection, callsPerSecond, signal: queue.stopping }
    pollers.set(pollQueueOf(provider.name), async () => {
      // What was told before the store knew whose message it was, need not be asked for.
      await applyTakenReports(db)
      await pollAccount(parts)
    })
  }
  const connection = connectionOf(connections, sms365.name)
  if (settings.usesStatusGet) pollers.set(queueNames.statusChanges, () => takeStatusChanges({ db, connection, log }))
  return pollers
}

/**
 * Starts one poller for each account: as a job of a queue that holds one at most, so that of all processes one asks at a time.
 * A provider that cannot be asked is asked again at growing intervals. Resolves with what ends it.
 */
export const startPollers = async (parts: PollersParts): Promise<() => Promise<void>> => {
  const { queue, db, settings, log, askEveryMs, lookSeconds } = parts
  const { boss, stopping } = queue
  const warn = createRepeatedLog(log)
  const running = new Set<Promise<void>>()

  const runPoller = async (name: string, poller: () => Promise<void>) => {
    const run = poller()
    running.add(run)
    try {
      await run
    } catch (error) {
      // A failure because the server stops is none of the provider's.
      if (stopping.aborted) return
      const { kind, code, message, operation } = error as Partial<ProviderCallError> & Error
      const facts = kind === undefined ? { reason: message } : { operation, kind, code }
      warn(`statuses cannot be asked for now (${name})`, facts)
      throw error
    } finally {
      running.delete(run)
    }
  }
  const workers = new Map<string, string>()
  for (const [name, poller] of listPollers(parts)) {
    workers.set(name, await boss.work(name, { pollingIntervalSeconds: lookSeconds }, () => runPoller(name, poller)))
  }

  const start = async (name: string, options: { readonly singletonSeconds?: number } = {}) => {
    if ((await boss.send(name, {}, options)) === null) return
    const worker = workers.get(name)
    if (worker !== undefined) boss.notifyWorker(worker)
  }
  const names = providers.map(({ name }) => name)
  const startWhatIsDue = async () => {
    for (const name of await listDueProviders(db, names)) await start(pollQueueOf(name))
    if (settings.usesStatusGet && (await hasOpenSms(db))) {
      await start(queueNames.statusChanges, { singletonSeconds: takeEverySeconds })
    }
    return false
  }
  const asking = repeat(startWhatIsDue, {
    everyMs: askEveryMs,
    signal: stopping,
    onError: ({ message }) => warn('it is not known which messages are to be asked about', { reason: message }),
  })
  return async () => {
    await asking.stop()
    // One that may not be cut off ends by itself.
    await Promise.allSettled(running)
  }
}
