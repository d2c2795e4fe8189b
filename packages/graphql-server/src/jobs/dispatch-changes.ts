import type { MessageStatus } from '@heliograph/core'
import { sql } from 'kysely'
import { fromKysely, type JobInsert, type PgBoss } from 'pg-boss'
import type { StoreDatabase } from '../store/tables.ts'
import { queueNames } from './queue.ts'

/** The name of this reader in the table of readers. */
const reader = 'jobs'
const changesAtATime = 500

/** What a job is about: an entry in the log of changes. Numbers and ids only, so that no personal data is copied. */
export interface ChangeJob {
  readonly seq: number
  readonly messageId: string
}

export interface DispatchParts {
  readonly db: StoreDatabase
  readonly boss: Pick<PgBoss, 'insert'>
  /** Whether changes are reported to a webhook. */
  readonly hasWebhook: boolean
}

/** What was made of changes. */
export interface DispatchedChanges {
  readonly changes: number
  /** The jobs that were made to call callers' own addresses. */
  readonly callbacks: number
  /** Whether there may be more changes already. */
  readonly hasMore: boolean
}

const nothing: DispatchedChanges = { changes: 0, callbacks: 0, hasMore: false }

/** A gateway reports these two alone, so its callers expect no others. */
const reportedStatuses: readonly MessageStatus[] = ['DELIVERED', 'FAILED']

/** The next changes in the log. */
interface ChangePage {
  readonly changes: number
  /** The `seq` of the last of them; null if there are none. */
  readonly last: number | null
  readonly webhooks: readonly ChangeJob[]
  readonly callbacks: readonly ChangeJob[]
}

/**
 * Only what becomes a job leaves the store: without a webhook, most changes become none. Whether a message has a callback is
 * looked up in a subquery, for a join would read all messages as soon as some hundred changes came together.
 */
const readPage = async (db: StoreDatabase, after: number, hasWebhook: boolean): Promise<ChangePage> => {
  const { rows } = await sql<ChangePage>`
    with page as (
      select seq, message_id, status from heliograph.message_changes
      where seq > ${after} order by seq limit ${changesAtATime}
    ), jobs as (
      select
        seq, json_build_object('seq', seq, 'messageId', message_id) as job,
        status in (${sql.join(reportedStatuses)})
          and (select callback_url from heliograph.messages where id = page.message_id) is not null as has_callback
      from page
    )
    select
      count(*)::int as changes, max(seq) as last,
      coalesce(json_agg(job order by seq) filter (where ${hasWebhook}::boolean), '[]') as webhooks,
      coalesce(json_agg(job order by seq) filter (where has_callback), '[]') as callbacks
    from jobs`.execute(db)
  return rows[0] as ChangePage
}

const toJob = (data: ChangeJob): JobInsert<ChangeJob> => ({ data })

/**
 * Makes the jobs of the changes that came since the last time, in the order of the log, and remembers how far it got, all in one
 * transaction: each change makes its jobs exactly once, whenever a process ends. Makes nothing while another process is at it.
 */
export const dispatchChanges = ({ db, boss, hasWebhook }: DispatchParts): Promise<DispatchedChanges> =>
  db.transaction().execute(async (transaction) => {
    const position = await transaction
      .selectFrom('change_readers')
      .select('seq')
      .where('name', '=', reader)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!position) return nothing
    const { changes, last, webhooks, callbacks } = await readPage(transaction, position.seq, hasWebhook)
    if (last === null) return nothing
    const inTransaction = { db: fromKysely(transaction) }
    if (webhooks.length > 0) await boss.insert(queueNames.webhooks, webhooks.map(toJob), inTransaction)
    if (callbacks.length > 0) await boss.insert(queueNames.callbacks, callbacks.map(toJob), inTransaction)
    await transaction
      .updateTable('change_readers')
      .set({ seq: last, read_at: sql`now()` })
      .where('name', '=', reader)
      .execute()
    return { changes, callbacks: callbacks.length, hasMore: changes === changesAtATime }
  })
