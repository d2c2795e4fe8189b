import type { Migration } from './migration.ts'

/** Finds messages by recipient, and the place in the log of changes at an instant. */
export const messageSearch: Migration = {
  name: '0002-message-search',
  statements: [
    'create index messages_recipient_id on heliograph.messages (recipient, id desc)',
    'create index message_changes_at on heliograph.message_changes (at)',
  ],
}
