import type { Migration } from './migration.ts'

/** Keys under way are found by their own names. Without this index, an answer is stored without a new entry in any. */
export const renewedByKey: Migration = {
  name: '0007-renewed-by-key',
  statements: ['drop index heliograph.idempotency_keys_send_id'],
}
