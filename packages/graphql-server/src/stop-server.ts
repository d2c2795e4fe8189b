import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from './delivery/delivery.ts'
import type { Jobs } from './jobs/start-jobs.ts'
import { closeGracefully } from './listen.ts'
import type { Logger } from './log.ts'
import type { Readiness } from './observability/readiness.ts'
import type { RunningCalls } from './running-calls.ts'
import type { GraphqlSockets } from './sockets/serve-sockets.ts'

/** What a server that ends consists of. */
export interface StopParts {
  readonly log: Logger
  /** How long requests and calls under way may take. */
  readonly graceMs: number
  readonly readiness: Pick<Readiness, 'drain'>
  readonly server: Server
  readonly runningCalls: RunningCalls
  readonly sockets: GraphqlSockets
  readonly changeLog: Pick<Delivery['changeLog'], 'close'>
  readonly jobs: Pick<Jobs, 'stop'>
  /** What nobody needs any more once requests and jobs have ended. */
  readonly closeOutside: readonly (() => unknown)[]
  readonly closeStore: () => Promise<void>
}

// With seven and a half seconds of grace before, the whole ends in less than ten.
const lastWordsMs = 500
const closeMs = 500

/** Waits for it, but not longer. What fails at the end of everything is told to the log. */
export const within = async (ms: number, ending: Promise<unknown>, log: Logger): Promise<void> => {
  const told = ending.catch(({ name, message }: Error) => log.warn({ error: name, message }, 'could not be ended well'))
  await Promise.race([told, sleep(ms, undefined, { ref: false })])
}

/**
 * Ends a server, in this order: it says that it is not ready; takes no new connections and no new jobs, and ends
 * subscriptions; lets requests and calls under way end, and gives up those that take longer, which are then answered as
 * unknown; closes the connections to providers and collectors; closes the store last, because all the others write to it.
 */
export const stopServer = async (parts: StopParts): Promise<void> => {
  const { log, graceMs, readiness, server, runningCalls, sockets, changeLog, jobs, closeOutside, closeStore } = parts
  readiness.drain()
  const endsAt = performance.now() + graceMs
  const othersEnded = Promise.all([jobs.stop(), sockets.close()])
  changeLog.close()
  await closeGracefully(server, graceMs, () => runningCalls.giveUp())
  // A mutation may still be under way although its client has gone: it gets what is left of the time.
  await within(Math.max(0, endsAt - performance.now()), runningCalls.settle(), log)
  runningCalls.giveUp()
  await within(lastWordsMs, runningCalls.settle(), log)
  await othersEnded.catch(({ name, message }: Error) => log.warn({ error: name, message }, 'could not be ended well'))
  await within(closeMs, Promise.all(closeOutside.map(async (close) => close())), log)
  await within(closeMs, closeStore(), log)
  log.info('stopped')
}
