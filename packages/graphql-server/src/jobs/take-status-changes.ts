import { catalogue, findOperation } from '@heliograph/core'
import { applyTakenReports, keepTakenReports, listTaken, toLoggedReports } from '../delivery/taken-reports.ts'
import type { Logger } from '../log.ts'
import { callProvider } from '../provider-call.ts'
import type { ProviderConnection } from '../provider-connections.ts'
import type { StoreDatabase, TakenReport } from '../store/tables.ts'

/** The server ends within ten seconds, and this read must not be cut off: what it was told, nobody is told again. */
const timeoutMs = 7_000
const storeAttempts = 5
const storePauseMs = 300

export interface TakeParts {
  readonly db: StoreDatabase
  readonly connection: ProviderConnection
  readonly log: Logger
}

const keep = async ({ db, connection, log }: TakeParts, reports: readonly TakenReport[]): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await keepTakenReports(db, reports)
    } catch (error) {
      if (attempt < storeAttempts) {
        await connection.runtime.sleep(storePauseMs)
        continue
      }
      log.error({ taken: toLoggedReports(reports) }, 'status changes not stored')
      throw error
    }
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
  await keep(parts, listTaken(entry, output, {}))
  await applyTakenReports(db)
}
