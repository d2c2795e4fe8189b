import { type CatalogueEntry, type CheckedInput, providers } from '@heliograph/core'
import { sql } from 'kysely'
import { toStorableJson } from '../store/storable-text.ts'
import type { StoreDatabase, TakenReport } from '../store/tables.ts'
import { applyReportsWithin } from './apply-reports.ts'
import type { IncomingReport } from './fold-report.ts'

const reportsAtATime = 500

// Ids of other kinds could mean another message.
const kindsByIds = sql.join(
  providers.flatMap(({ name, deliveryLookup: { kinds } }) => kinds.map((kind) => sql`(${name}::text, ${kind}::text)`)),
)

/** What the answer of an operation tells, by the provider's ids, of messages that others may have sent. */
export const listTaken = (
  { operation, provider: { name: provider } }: CatalogueEntry,
  output: unknown,
  input: CheckedInput,
): readonly TakenReport[] => {
  const cancelled = operation.listCancelled?.(output, input) ?? []
  const told = operation.listTold?.(output) ?? []
  return [
    ...cancelled.map((id) => ({
      provider,
      provider_message_id: id,
      status: 'CANCELLED' as const,
      status_raw: null,
      source: 'cancel' as const,
    })),
    ...told.map(({ id, status, statusRaw }) => ({
      provider,
      provider_message_id: id,
      status,
      status_raw: statusRaw,
      source: 'poll' as const,
    })),
  ]
}

/** Puts reports down as they are, before anything is done with them. */
export const keepTakenReports = async (db: StoreDatabase, reports: readonly TakenReport[]): Promise<void> => {
  if (reports.length === 0) return
  await db
    .insertInto('taken_reports')
    .columns(['provider', 'provider_message_id', 'status', 'status_raw', 'source'])
    // One parameter, however many there are: a statement takes 65,535 at most.
    .expression(
      sql`select provider, provider_message_id, status, status_raw, source
        from json_to_recordset(${toStorableJson(reports)}::text::json) as taken (
          provider text, provider_message_id text, status text, status_raw text, source text
        )`,
    )
    .execute()
}

/**
 * Applies reports that were taken and whose messages are there; the others wait, for the answer of their send may not have come
 * yet, or are about messages of somebody else.
 */
export const applyTakenReports = async (db: StoreDatabase): Promise<void> => {
  let applied = reportsAtATime
  while (applied === reportsAtATime) {
    applied = await db.transaction().execute(async (transaction) => {
      const { rows } = await sql<
        TakenReport & { readonly id: string; readonly message_id: string; readonly taken_at: Date }
      >`
        with known as (
          select taken.id, message.id as message_id
          from heliograph.taken_reports as taken
          join heliograph.messages as message using (provider, provider_message_id)
          where (message.provider, message.kind) in (${kindsByIds})
          order by taken.id
          limit ${reportsAtATime}
          for update of taken skip locked
        )
        delete from heliograph.taken_reports as taken using known where taken.id = known.id
        returning taken.id, known.message_id, taken.provider_message_id, taken.status, taken.status_raw, taken.source,
          taken.taken_at`.execute(transaction)
      const reports = rows
        .toSorted((one, other) => Number(one.id) - Number(other.id))
        .map((row): IncomingReport => ({
          messageId: row.message_id,
          status: row.status,
          statusRaw: row.status_raw,
          cost: null,
          providerMessageId: row.provider_message_id,
          source: row.source,
          at: row.taken_at,
        }))
      await applyReportsWithin(transaction, reports)
      return rows.length
    })
  }
}

/** What the log keeps of reports that the store never took: it is the last place where they can be kept. */
export const toLoggedReports = (reports: readonly TakenReport[]) =>
  reports.map(({ provider_message_id, status_raw, status }) => [provider_message_id, status_raw ?? status] as const)
