import type { Migration } from './migration.ts'

/** Counts the messages without an end, for the metrics. */
export const openMessages: Migration = {
  name: '0004-open-messages',
  statements: ['create index messages_open on heliograph.messages (provider, status) where final_at is null'],
}
