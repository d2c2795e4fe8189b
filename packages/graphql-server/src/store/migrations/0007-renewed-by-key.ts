import type { Migration } from './migration.ts'

/**
 * Keys under way are found by their own names. Without this index, an answer mostly goes into the page of its key, and no index is
 * told of it.
 */
export const renewedByKey: Migration = {
  name: '0007-renewed-by-key',
  statements: ['drop index heliograph.idempotency_keys_send_id'],
}
