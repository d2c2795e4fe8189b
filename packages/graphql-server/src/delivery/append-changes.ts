import { type Insertable, type Kysely, sql } from 'kysely'
import { changesChannel } from '../store/change-feed.ts'
import { advisoryLocks } from '../store/migrate.ts'
import type { MessageChangesTable, StoreTables } from '../store/tables.ts'

/** An entry of the log of changes as it goes in. */
export type NewChange = Omit<Insertable<MessageChangesTable>, 'seq'>

/**
 * Adds entries to the log of changes and tells all processes. It must be the last thing its transaction does: from here to the
 * commit no other transaction adds any, so that `seq` is in the order of commits and a reader never skips one.
 */
export const appendChanges = async (transaction: Kysely<StoreTables>, changes: readonly NewChange[]): Promise<void> => {
  if (changes.length === 0) return
  const entries = changes.map(({ message_id, status, status_raw, cost, contradiction, source, at }) => ({
    message_id,
    status,
    status_raw: status_raw ?? null,
    cost: cost ?? null,
    contradiction: contradiction ?? false,
    source,
    at: at ?? new Date(),
  }))
  await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLocks.changes)})`.execute(transaction)
  await sql`
    with added as (
      insert into heliograph.message_changes (message_id, status, status_raw, cost, contradiction, source, at)
      select message_id, status, status_raw, cost, contradiction, source, at
      from rows from (
        json_to_recordset(${JSON.stringify(entries)}::text::json) as (
          message_id uuid, status text, status_raw text, cost numeric, contradiction boolean, source text, at timestamptz
        )
      ) with ordinality as entry (message_id, status, status_raw, cost, contradiction, source, at, place)
      order by place
      returning seq
    )
    select pg_notify(${changesChannel}, max(seq)::text) from added`.execute(transaction)
}
