import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { leastMessageIdAt } from '../sending/message-time.ts'
import type { Store } from '../store/open-store.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { giveUpAfterMs } from './poll-schedule.ts'

const rowsAtATime = 200
const dayMs = 24 * 3_600_000

// Whatever is asked about or waits for its time is not over, however old it is.
const deleteMessages = async (db: StoreDatabase, before: Date): Promise<number> => {
  const { numDeletedRows } = await db
    .deleteFrom('messages')
    .where('id', 'in', (old) =>
      old
        .selectFrom('messages')
        .select('id')
        .where('id', '<', leastMessageIdAt(before.getTime()))
        .where((where) => where.fn.coalesce('final_at', 'status_at'), '<', before)
        .where('next_poll_at', 'is', null)
        .where((where) => where.or([where('scheduled_for', 'is', null), where('scheduled_for', '<', before)]))
        .orderBy('id')
        .limit(rowsAtATime),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

// By the clock that gave them their end, which is the database's: a key that goes too early would let a request be sent again.
const deleteKeys = async (db: StoreDatabase): Promise<number> => {
  const { rows } = await sql`
    delete from heliograph.idempotency_keys where ctid = any (array(
      select ctid from heliograph.idempotency_keys
      where expires_at <= now() and lease_until <= now() limit ${rowsAtATime}
    )) returning 1`.execute(db)
  return rows.length
}

const deleteTakenReports = async (db: StoreDatabase, before: Date): Promise<number> => {
  const { rows } = await sql`
    delete from heliograph.taken_reports where id in (
      select id from heliograph.taken_reports where taken_at < ${before} order by id limit ${rowsAtATime}
    ) returning 1`.execute(db)
  return rows.length
}

/** How many rows went. */
export interface Deleted {
  readonly messages: number
  readonly idempotencyKeys: number
  readonly takenReports: number
}

/** What is cleaned up after each run where nobody else does it. */
const tablesToVacuum = [
  'heliograph.messages',
  'heliograph.message_changes',
  'heliograph.idempotency_keys',
  'pgboss.job',
] as const

/**
 * Deletes messages whose last change is older than `messageDays`, with their changes; idempotency keys that have expired; and
 * reports taken from a provider whose message never came. In small pieces, so that nobody waits long for a lock.
 */
export const deleteOld = async (
  { db, jobs }: Pick<Store, 'db' | 'jobs'>,
  messageDays: number,
  now: Date,
  signal: AbortSignal,
): Promise<Deleted> => {
  const inPieces = async (remove: (before: Date) => Promise<number>, ageMs: number) => {
    let total = 0
    for (let count = rowsAtATime; count === rowsAtATime && !signal.aborted; total += count) {
      count = await remove(new Date(now.getTime() - ageMs))
      // PGlite works in this very thread: without a pause between two pieces, nobody else would get a turn.
      await nextTurn()
    }
    return total
  }
  const deleted = {
    messages: await inPieces((before) => deleteMessages(db, before), messageDays * dayMs),
    idempotencyKeys: await inPieces(() => deleteKeys(db), 0),
    takenReports: await inPieces((before) => deleteTakenReports(db, before), giveUpAfterMs),
  }
  // PGlite has no autovacuum: without this, the queue's tables grow, and queries are planned blindly.
  if (jobs.backend === 'pglite') {
    for (const table of tablesToVacuum) {
      if (signal.aborted) break
      await jobs.database.executeSql(`vacuum (analyze) ${table}`)
      await nextTurn()
    }
  }
  return deleted
}
