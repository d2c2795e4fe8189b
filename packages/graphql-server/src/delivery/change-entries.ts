import type { MessageStatus } from '@heliograph/core'
import { sql } from 'kysely'
import type { MessageChange, StoreDatabase, StoredMessage } from '../store/tables.ts'

/** An entry of the log of changes. `seq` is its place: readers go on behind it. */
export interface ChangeEntry {
  readonly change: MessageChange
  /** Its message as it stood when the entry was read. */
  readonly message: StoredMessage
}

/** Which entries a reader wants; whatever is absent does not matter. */
export interface ChangeFilter {
  readonly messageId?: string | undefined
  readonly provider?: string | undefined
  readonly status?: MessageStatus | undefined
  readonly owner?: string | undefined
}

/** How many entries the store is asked for at once. */
export const entriesAtATime = 500

const selectEntries = (db: StoreDatabase, after: number) =>
  db
    .selectFrom('message_changes as change')
    .innerJoin('messages as message', 'message.id', 'change.message_id')
    .selectAll('message')
    .select([
      'change.seq',
      'change.message_id',
      'change.status as changed_status',
      'change.status_raw as changed_status_raw',
      'change.cost as changed_cost',
      'change.contradiction as is_contradiction',
      'change.source',
      'change.at',
    ])
    .where('change.seq', '>', after)
    .orderBy('change.seq')
    .limit(entriesAtATime)

type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>['execute']>>[number]

const toEntry = ({
  seq,
  message_id,
  changed_status: status,
  changed_status_raw: status_raw,
  changed_cost: cost,
  is_contradiction: contradiction,
  source,
  at,
  ...message
}: EntryRow): ChangeEntry => ({
  change: { seq, message_id, status, status_raw, cost, contradiction, source, at },
  message,
})

/** The next entries behind a place, `entriesAtATime` at most. */
export const listEntries = async (db: StoreDatabase, after: number): Promise<readonly ChangeEntry[]> =>
  (await selectEntries(db, after).execute()).map(toEntry)

/** The next entries behind a place that a filter lets through, `entriesAtATime` at most. */
export const listWanted = async (
  db: StoreDatabase,
  after: number,
  { messageId, provider, status, owner }: ChangeFilter,
): Promise<readonly ChangeEntry[]> => {
  let query = selectEntries(db, after)
  if (messageId !== undefined) query = query.where('message.id', '=', messageId)
  if (provider !== undefined) query = query.where('message.provider', '=', provider)
  if (status !== undefined) query = query.where('change.status', '=', status)
  if (owner !== undefined) query = query.where('message.owner', '=', owner)
  return (await query.execute()).map(toEntry)
}

/** Whether a filter lets an entry through. */
export const isWanted = (
  { change, message }: ChangeEntry,
  { messageId, provider, status, owner }: ChangeFilter,
): boolean =>
  (messageId === undefined || message.id === messageId) &&
  (provider === undefined || message.provider === provider) &&
  (status === undefined || change.status === status) &&
  (owner === undefined || message.owner === owner)

/** The place of an entry. */
export const placeOf = (entry: ChangeEntry | undefined): number | undefined => entry?.change.seq

/** The last place in the log, and the last one that was ever given out. */
export const readHead = async (db: StoreDatabase): Promise<{ readonly head: number; readonly last: number }> => {
  const { rows } = await sql<{ readonly head: number; readonly last: number }>`
    select coalesce((select max(seq) from heliograph.message_changes), 0) as head,
      (select last_value from heliograph.message_changes_seq_seq) as last`.execute(db)
  const [row = { head: 0, last: 0 }] = rows
  return { head: Number(row.head), last: Number(row.last) }
}

/**
 * The place behind which all entries are that were made at an instant or later. One statement looks for the first of them and,
 * where there is none yet, for the end of the log: an entry that came between two would be in front of the place, and never read.
 * The log does not end before `known`, though its last entries may have been deleted.
 */
export const findPlace = async (db: StoreDatabase, since: Date, known = 0): Promise<number> => {
  const { rows } = await sql<{ readonly place: number }>`
    select coalesce(
      (select min(seq) - 1 from heliograph.message_changes where at >= ${since}),
      greatest((select max(seq) from heliograph.message_changes), ${known}::bigint)) as place`.execute(db)
  return Number(rows[0]?.place)
}
