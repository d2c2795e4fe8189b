import type { ReportNovelty } from '@heliograph/core'
import { type Kysely, sql } from 'kysely'
import { toStorableText } from '../store/storable-text.ts'
import type { StoreDatabase, StoreTables } from '../store/tables.ts'
import { appendChanges, type NewChange } from './append-changes.ts'
import { foldReport, type IncomingReport, type MessageState } from './fold-report.ts'

/** What a report was in the light of the row; `unknown` if there is no such row. */
export interface AppliedReport {
  readonly novelty: ReportNovelty | 'unknown'
  /** The recipient of the row; null if there is none. */
  readonly recipient: string | null
  /** The provider's id as the row has it now. */
  readonly providerMessageId: string | null
}

const noRow: AppliedReport = { novelty: 'unknown', recipient: null, providerMessageId: null }

const clean = (report: IncomingReport): IncomingReport => ({
  ...report,
  statusRaw: report.statusRaw === null ? null : toStorableText(report.statusRaw),
  providerMessageId: report.providerMessageId === null ? null : toStorableText(report.providerMessageId),
})

const lockRows = (transaction: Kysely<StoreTables>, ids: readonly string[]) =>
  transaction
    .selectFrom('messages')
    .select([
      'id',
      'recipient',
      'status',
      'status_raw',
      'cost',
      'provider_message_id',
      'contradiction',
      'accepted_at',
      'status_at',
      'final_at',
      'next_poll_at',
      'mcc',
      'mnc',
    ])
    .where('id', 'in', ids)
    // All in the same order, so that two batches never wait for each other.
    .orderBy('id')
    .forUpdate()
    .execute()

const writeRows = async (transaction: Kysely<StoreTables>, rows: readonly (MessageState & { id: string })[]) => {
  if (rows.length === 0) return
  await sql`
    update heliograph.messages as message
    set status = changed.status, status_raw = changed.status_raw, cost = changed.cost,
      provider_message_id = changed.provider_message_id, contradiction = changed.contradiction,
      accepted_at = changed.accepted_at, status_at = changed.status_at, final_at = changed.final_at,
      next_poll_at = changed.next_poll_at, mcc = changed.mcc, mnc = changed.mnc
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as changed (
      id uuid, status text, status_raw text, cost numeric, provider_message_id text, contradiction jsonb,
      accepted_at timestamptz, status_at timestamptz, final_at timestamptz, next_poll_at timestamptz,
      mcc text, mnc text
    )
    where message.id = changed.id`.execute(transaction)
}

/**
 * Applies reports to their messages, in the order given, within a transaction of the caller; it must be the last thing that
 * does. Answers in the same order. The ids must be UUIDs.
 */
export const applyReportsWithin = async (
  transaction: Kysely<StoreTables>,
  reports: readonly IncomingReport[],
): Promise<readonly AppliedReport[]> => {
  if (reports.length === 0) return []
  const found = await lockRows(transaction, [...new Set(reports.map(({ messageId }) => messageId))])
  const rows = new Map(found.map((row) => [row.id, row]))
  const changed = new Set<string>()
  const changes: NewChange[] = []
  const applied = reports.map((given): AppliedReport => {
    const report = clean(given)
    const id = report.messageId.toLowerCase()
    const row = rows.get(id)
    if (!row) return noRow
    const { state, novelty } = foldReport(row, report)
    if (state !== row) {
      rows.set(id, { ...row, ...state })
      changed.add(id)
    }
    if (novelty === 'news' || novelty === 'contradiction') {
      changes.push({
        message_id: id,
        status: report.status,
        status_raw: report.statusRaw,
        cost: report.cost,
        contradiction: novelty === 'contradiction',
        source: report.source,
        at: report.at,
      })
    }
    return { novelty, recipient: row.recipient, providerMessageId: state.provider_message_id }
  })
  await writeRows(
    transaction,
    [...changed].flatMap((id) => rows.get(id) ?? []),
  )
  await appendChanges(transaction, changes)
  return applied
}

/** Applies reports in one transaction: all of them are stored, or none. Rejects if the store does. */
export const applyReports = (
  db: StoreDatabase,
  reports: readonly IncomingReport[],
): Promise<readonly AppliedReport[]> =>
  db.transaction().execute((transaction) => applyReportsWithin(transaction, reports))
