import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { SettingsError } from '../settings.ts'
import { askPool } from './ask-pool.ts'
import type { StartListening } from './change-feed.ts'
import { fromPool } from './job-database.ts'
import { planSettings, runNamed } from './named-statements.ts'
import type { OpenDatabase } from './open-store.ts'

const connectTimeoutMs = 5_000
/** Statements of ours take milliseconds; one that hangs must not hang the request with it. */
const statementTimeoutMs = 15_000
/**
 * How long a connection lives without work. Each must parse and plan the statements anew, so it outlives a pause; but what
 * stands between us and the database may forget it after some minutes, and tells nobody.
 */
const idleTimeoutMs = 120_000
const longestReconnectMs = 5_000
/** How often a connection that only listens is asked whether it is still there, and how long it may take to say so. */
const heartbeatMs = 5_000

// A bigint of ours is a sequence number, far below where numbers get coarse.
const findParser = (type: number, format?: 'text') =>
  type === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(type, format) as (text: string) => unknown)

const types: pg.CustomTypesConfig = { getTypeParser: findParser as never }

/** The error without anything that may quote a value of a statement. */
const describe = (error: unknown) => {
  const { name, code, message } = error as NodeJS.ErrnoException
  return { error: name, code, ...(code === undefined && { message }) }
}

const explain = (error: unknown): SettingsError => {
  const { code, message } = error as NodeJS.ErrnoException
  return new SettingsError([`DATABASE_URL: the database cannot be opened: ${message || code}.`])
}

/** The pool waits for the promise; its types expect nothing. */
const preparePlans = (client: pg.ClientBase): unknown => client.query(planSettings)

/** Whether a connection still owes an answer; pg says so, and its types do not. */
const isWaiting = (client: pg.PoolClient): boolean =>
  !(client as unknown as { readonly readyForQuery: boolean }).readyForQuery

/** A connection of its own that listens, and comes back after it was lost. */
const listenerOf =
  (config: pg.ClientConfig, log: Logger): StartListening =>
  async (channel, notify) => {
    let isClosed = false
    let client: pg.Client | undefined
    const connect = async (): Promise<void> => {
      const next = new pg.Client({ ...config, query_timeout: heartbeatMs })
      let isLost = false
      let heartbeat: NodeJS.Timeout | undefined
      const lose = (error?: unknown) => {
        clearInterval(heartbeat)
        if (isLost || isClosed || client !== next) return
        isLost = true
        void next.end().catch(() => undefined)
        log.warn(
          describe(error ?? new Error('connection ended')),
          'the store no longer tells of changes; connecting again',
        )
        void reconnect()
      }
      next.on('error', lose)
      next.on('end', () => lose())
      next.on('notification', notify)
      try {
        await next.connect()
        await next.query(`listen ${channel}`)
        client = next
        // A network that forgets a connection tells nobody: whoever only listens would wait for hours.
        heartbeat = setInterval(() => void next.query('select 1').catch(lose), heartbeatMs).unref()
      } catch (error) {
        await next.end().catch(() => undefined)
        throw error
      }
    }
    const reconnect = async (): Promise<void> => {
      for (let delayMs = 100; !isClosed; delayMs = Math.min(delayMs * 2, longestReconnectMs)) {
        await sleep(delayMs, undefined, { ref: false })
        try {
          await connect()
          if (isClosed) {
            await client?.end()
            return
          }
          log.info('the store tells of changes again')
          // What was told meanwhile was told to nobody.
          return notify()
        } catch (error) {
          log.debug(describe(error), 'the store cannot be reached')
        }
      }
    }
    await connect()
    return async () => {
      isClosed = true
      await client?.end()
    }
  }

/** A pool that gives up connections which are lost, or owe an answer. */
const createPool = (config: pg.PoolConfig, log: Logger): pg.Pool => {
  const pool = new pg.Pool({
    ...config,
    idleTimeoutMillis: idleTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  })
  // Without a listener, a connection that is lost while idle would end the process.
  // The same for one that is lost between two statements of a transaction: the next statement fails, and that is enough.
  pool.on('connect', (client) => void client.on('error', () => {}))
  // One that has not answered in time would keep its place, and let whoever gets it next wait as long. After an error, one may
  // still owe the word that it is ready.
  pool.on('release', (_error, client) => void (isWaiting(client) && client.end().catch(() => undefined)))
  pool.on('error', (error) => log.warn(describe(error), 'a connection to the store was lost'))
  return pool
}

/** A PostgreSQL server. Throws SettingsError where it cannot be reached or refuses us. */
export const openPostgresql = async (url: string, log: Logger): Promise<OpenDatabase> => {
  const common = {
    connectionString: url,
    application_name: 'heliograph',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types,
  }
  const pool = createPool({ ...common, max: 8 }, log)
  // What begins and what ends sends goes out in groups, one at a time each; other statements are planned in another way.
  const sendPool = createPool({ ...common, max: 2, onConnect: preparePlans }, log)
  try {
    const client = await pool.connect()
    client.release()
  } catch (error) {
    await pool.end()
    throw explain(error)
  }
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const { host, pathname } = new URL(url)
  return {
    db,
    runPrepared: runNamed(askPool(sendPool, findParser)),
    description: `Messages and idempotency keys are kept in the database ${pathname.slice(1)} at ${host}.`,
    jobs: fromPool(pool),
    async migrate(run) {
      const patient = new Kysely<unknown>({
        dialect: new PostgresDialect({ pool: new pg.Pool({ ...common, max: 1 }) }),
      })
      try {
        await run(patient)
      } finally {
        await patient.destroy()
      }
    },
    startListening: listenerOf(common, log),
    async close() {
      await Promise.all([db.destroy(), sendPool.end()])
      // Kysely ends a pool only after it has used it.
      if (!pool.ended) await pool.end()
    },
  }
}
