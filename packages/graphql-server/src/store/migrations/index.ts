import { messagesAndKeys } from './0001-messages-and-keys.ts'
import { messageSearch } from './0002-message-search.ts'
import { jobs } from './0003-jobs.ts'
import { openMessages } from './0004-open-messages.ts'
import { networks } from './0005-networks.ts'
import { takenSources } from './0006-taken-sources.ts'
import { renewedByKey } from './0007-renewed-by-key.ts'
import type { Migration } from './migration.ts'

/** All migrations, in the order of application. */
export const migrations: readonly Migration[] = [
  messagesAndKeys,
  messageSearch,
  jobs,
  openMessages,
  networks,
  takenSources,
  renewedByKey,
]
