import { sql } from 'kysely'
import { applyReportsWithin } from '../delivery/apply-reports.ts'
import type { IncomingReport } from '../delivery/fold-report.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { toNextPoll } from './poll-schedule.ts'

/** How long a message that is being asked about is out of the reach of other pollers; longer than any call. */
const claimMs = 120_000

/** A message whose status is to be asked for. */
export interface DueMessage {
  readonly id: string
  readonly providerMessageId: string
  /** When it was sent, or was to be. */
  readonly sentAt: Date
  readonly polls: number
}

/** Those of the providers that have messages to ask about. */
export const listDueProviders = async (db: StoreDatabase, providers: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await sql<{ readonly provider: string }>`
    select provider from unnest(${providers}::text[]) as asked (provider)
    where exists (
      select from heliograph.messages as message
      where message.provider = asked.provider and message.next_poll_at <= now()
        and message.provider_message_id is not null
    )`.execute(db)
  return rows.map(({ provider }) => provider)
}

/** Takes messages that are due, the longest waiting first. If this process ends, they are due again two minutes later. */
export const claimDueMessages = async (
  db: StoreDatabase,
  provider: string,
  limit: number,
): Promise<readonly DueMessage[]> => {
  const rows = await db
    .with('due', (from) =>
      from
        .selectFrom('messages')
        .select('id')
        .where('provider', '=', provider)
        .where('provider_message_id', 'is not', null)
        .where('next_poll_at', '<=', sql<Date>`now()`)
        .orderBy('next_poll_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('messages as message')
    .from('due')
    .set({ next_poll_at: sql<Date>`now() + make_interval(secs => ${claimMs / 1_000})` })
    .whereRef('message.id', '=', 'due.id')
    .returning([
      'message.id',
      'message.provider_message_id',
      'message.scheduled_for',
      'message.accepted_at',
      'message.created_at',
      'message.polls',
    ])
    .execute()
  return rows.flatMap(({ id, provider_message_id, scheduled_for, accepted_at, created_at, polls }) =>
    provider_message_id === null
      ? []
      : [{ id, providerMessageId: provider_message_id, sentAt: scheduled_for ?? accepted_at ?? created_at, polls }],
  )
}

/** Makes them due at once: they were not asked about after all. A report that has come meanwhile stands. */
export const releaseMessages = async (db: StoreDatabase, messages: readonly DueMessage[]): Promise<void> => {
  if (messages.length === 0) return
  await db
    .updateTable('messages')
    .set({ next_poll_at: sql<Date>`now()` })
    .where(
      'id',
      'in',
      messages.map(({ id }) => id),
    )
    .where('next_poll_at', 'is not', null)
    .execute()
}

/** Applies what the provider said, and sets when each is asked about next, in one transaction. */
export const settleMessages = async (
  db: StoreDatabase,
  messages: readonly DueMessage[],
  reports: readonly IncomingReport[],
  now: Date,
): Promise<void> => {
  const next = messages.map(({ id, sentAt, polls }) => ({
    id,
    polls: polls + 1,
    next_poll_at: toNextPoll(sentAt, polls + 1, now),
  }))
  await db.transaction().execute(async (transaction) => {
    await sql`
      update heliograph.messages as message
      set polls = asked.polls,
        next_poll_at = case when message.next_poll_at is null then null else asked.next_poll_at end
      from json_to_recordset(${JSON.stringify(next)}::text::json) as asked (
        id uuid, polls int, next_poll_at timestamptz
      )
      where message.id = asked.id`.execute(transaction)
    await applyReportsWithin(transaction, reports)
  })
}
