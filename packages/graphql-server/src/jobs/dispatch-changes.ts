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
const reportedStatuses: ReadonlySet<MessageStatus> = new Set<MessageStatus>(['DELIVERED', 'FAILED'])

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
    const changes = await transaction
      .selectFrom((from) =>
        from
          .selectFrom('message_changes')
          .select(['seq', 'message_id', 'status'])
          .where('seq', '>', position.seq)
          .orderBy('seq')
          .limit(changesAtATime)
          .as('change'),
      )
      .innerJoin('messages as message', 'message.id', 'change.message_id')
      .select(['change.seq', 'change.message_id', 'change.status', 'message.callback_url'])
      .orderBy('change.seq')
      .execute()
    const last = changes.at(-1)
    if (!last) return nothing
    const toJob = ({ seq, message_id }: (typeof changes)[number]): JobInsert<ChangeJob> => ({
      data: { seq: Number(seq), messageId: message_id },
    })
    const inTransaction = { db: fromKysely(transaction) }
    const callbacks = changes.filter(
      ({ status, callback_url }) => callback_url !== null && reportedStatuses.has(status),
    )
    if (hasWebhook) await boss.insert(queueNames.webhooks, changes.map(toJob), inTransaction)
    if (callbacks.length > 0) await boss.insert(queueNames.callbacks, callbacks.map(toJob), inTransaction)
    await transaction
      .updateTable('change_readers')
      .set({ seq: last.seq, read_at: sql`now()` })
      .where('name', '=', reader)
      .execute()
    return { changes: changes.length, callbacks: callbacks.length, hasMore: changes.length === changesAtATime }
  })
