import { catalogue, findOperation, sms365 } from '@heliograph/core'
import { sql } from 'kysely'
import { applyReportsWithin } from '../delivery/apply-reports.ts'
import type { IncomingReport } from '../delivery/fold-report.ts'
import type { Logger } from '../log.ts'
import { callProvider } from '../provider-call.ts'
import type { ProviderConnection } from '../provider-connections.ts'
import type { StoreDatabase } from '../store/tables.ts'

const operation = sms365.resources.status.operations.get
type StatusChanges = ReturnType<typeof operation.decode>

/** The server ends within ten seconds, and this read must not be cut off: what it was told, nobody is told again. */
const timeoutMs = 7_000
const storeAttempts = 5
const storePauseMs = 300
const reportsAtATime = 500

export interface TakeParts {
  readonly db: StoreDatabase
  readonly connection: ProviderConnection
  readonly log: Logger
}

const keep = async ({ db, connection, log }: TakeParts, messages: StatusChanges['messages']): Promise<void> => {
  const rows = messages.map(({ smsId, status, statusRaw }) => ({
    provider: sms365.name,
    provider_message_id: smsId,
    status,
    status_raw: statusRaw,
  }))
  for (let attempt = 1; rows.length > 0; attempt++) {
    try {
      await db.insertInto('taken_reports').values(rows).execute()
      return
    } catch (error) {
      if (attempt < storeAttempts) {
        await connection.runtime.sleep(storePauseMs)
        continue
      }
      // The log is the last place where they can be kept.
      log.error({ taken: rows.map((row) => [row.provider_message_id, row.status_raw]) }, 'status changes not stored')
      throw error
    }
  }
}

/**
 * Applies reports that were taken and whose messages are there; the others wait, for the answer of their send may not have come
 * yet, or are about messages of somebody else.
 */
export const applyTakenReports = async (db: StoreDatabase): Promise<void> => {
  let applied = reportsAtATime
  while (applied === reportsAtATime) {
    applied = await db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{
        readonly id: string
        readonly message_id: string
        readonly provider_message_id: string
        readonly status: IncomingReport['status']
        readonly status_raw: string | null
        readonly taken_at: Date
      }>`
        with known as (
          select taken.id, message.id as message_id
          from heliograph.taken_reports as taken
          join heliograph.messages as message using (provider, provider_message_id)
          order by taken.id
          limit ${reportsAtATime}
          for update of taken skip locked
        )
        delete from heliograph.taken_reports as taken using known where taken.id = known.id
        returning taken.id, known.message_id, taken.provider_message_id, taken.status, taken.status_raw, taken.taken_at`.execute(
        transaction,
      )
      const reports = rows
        .toSorted((one, other) => Number(one.id) - Number(other.id))
        .map((row): IncomingReport => ({
          messageId: row.message_id,
          status: row.status,
          statusRaw: row.status_raw,
          cost: null,
          providerMessageId: row.provider_message_id,
          source: 'poll',
          at: row.taken_at,
        }))
      await applyReportsWithin(transaction, reports)
      return rows.length
    })
  }
}

/**
 * Takes the status changes of sms365 with its destructive read: they are stored as they are before anything is done with them.
 * Throws the ProviderCallError if the account cannot be asked now.
 */
export const takeStatusChanges = async (parts: TakeParts): Promise<void> => {
  const { db, connection } = parts
  await applyTakenReports(db)
  const entry = findOperation(catalogue, 'sms365.status.get')
  // Without a signal: an answer that nobody waits for is lost.
  const output = await callProvider(entry, {}, { ...connection, signal: undefined, timeoutMs })
  await keep(parts, (output as StatusChanges).messages)
  await applyTakenReports(db)
}
