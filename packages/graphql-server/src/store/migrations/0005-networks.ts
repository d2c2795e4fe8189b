import type { Migration } from './migration.ts'

/** Whose network a recipient is in, as a callback of sms365 says: a caller's own callback is told the same. */
export const networks: Migration = {
  name: '0005-networks',
  statements: ['alter table heliograph.messages add column mcc text, add column mnc text'],
}
