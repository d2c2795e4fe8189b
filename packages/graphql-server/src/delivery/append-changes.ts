import { type Insertable, type Kysely, sql } from 'kysely'
import { changesChannel } from '../store/change-feed.ts'
import { advisoryLocks } from '../store/migrate.ts'
import type { MessageChangesTable, StoreTables } from '../store/tables.ts'

/** An entry of the log of changes as it goes in. */
export type NewChange = Omit<Insertable<MessageChangesTable>, 'seq'>

/**
 * CTEs, to follow one named `entries` (place, message_id, status, status_raw, cost, contradiction, source, at), that add its
 * rows to the log; the last is named `added`. The lock is taken once all entries are known, and nothing may come after
 * it in the transaction: from there to the commit no other transaction adds any, so that `seq` is in the order of commits and a
 * reader never skips one.
 */
export const logEntries = sql`
  locked as materialized (
    select pg_advisory_xact_lock(${sql.lit(advisoryLocks.changes)})
    from (select count(*) as total from entries) as counted where total > 0
  ), added as (
    insert into heliograph.message_changes (message_id, status, status_raw, cost, contradiction, source, at)
    select message_id, status, status_raw, cost, contradiction, source, at
    from entries, locked order by place
    returning seq
  )`

const notify = sql`pg_notify(${sql.lit(changesChannel)}, '')`

/** Tells all processes that there may be new entries in the log. */
export const tellOfChanges = async (db: Kysely<StoreTables>): Promise<void> => {
  await sql`select ${notify}`.execute(db)
}

/** Adds entries to the log of changes and tells all processes. It must be the last thing its transaction does. */
export const appendChanges = async (transaction: Kysely<StoreTables>, changes: readonly NewChange[]): Promise<void> => {
  if (changes.length === 0) return
  const entries = changes.map(({ message_id, status, status_raw, cost, contradiction, source, at }, place) => ({
    place,
    message_id,
    status,
    status_raw: status_raw ?? null,
    cost: cost ?? null,
    contradiction: contradiction ?? false,
    source,
    at: at ?? new Date(),
  }))
  await sql`
    with entries as (
      select * from json_to_recordset(${JSON.stringify(entries)}::text::json) as entry (
        place int, message_id uuid, status text, status_raw text, cost numeric, contradiction boolean, source text, at timestamptz
      )
    ), ${logEntries}
    select ${notify} from added having count(*) > 0`.execute(transaction)
}
