import type { MessageStatus } from '@heliograph/core'
import type { Caller } from '../access/caller.ts'
import { isAllowed } from '../access/guard-root-fields.ts'
import { leastMessageIdAt } from '../sending/message-time.ts'
import type { MessageChange, StoreDatabase, StoredMessage } from '../store/tables.ts'

/** Which messages are asked for; whatever is absent does not matter. */
export interface MessageFilter {
  readonly provider?: string | undefined
  readonly status?: MessageStatus | undefined
  /** Recipient in international form, digits alone. */
  readonly to?: string | undefined
  /** Later than this. */
  readonly createdAfter?: Date | undefined
  /** Earlier than this. */
  readonly createdBefore?: Date | undefined
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => uuidForm.test(text)

/** Whose messages a caller may see: undefined for everybody's. */
export const ownerSeenBy = (caller: Caller): string | undefined =>
  isAllowed(caller, 'admin') ? undefined : caller.name

/** Rows whose `created_at` is the time of the database may seem to be made this much before or after their id. */
const slackMs = 60_000

const selectSeen = (db: StoreDatabase, caller: Caller) => {
  const owner = ownerSeenBy(caller)
  const query = db.selectFrom('messages').selectAll()
  return owner === undefined ? query : query.where('owner', '=', owner)
}

/** The messages of these ids that the caller may see, in no promised order. */
export const findMessages = async (
  db: StoreDatabase,
  caller: Caller,
  ids: readonly string[],
): Promise<readonly StoredMessage[]> => {
  const known = ids.filter(isUuid)
  return known.length === 0 ? [] : selectSeen(db, caller).where('id', 'in', known).execute()
}

/** The newest messages that the caller may see and that the filter lets through, older than the message `after`. */
export const listMessages = (
  db: StoreDatabase,
  caller: Caller,
  { provider, status, to, createdAfter, createdBefore }: MessageFilter,
  limit: number,
  after: string | undefined,
): Promise<StoredMessage[]> => {
  let query = selectSeen(db, caller)
  if (after !== undefined) query = query.where('id', '<', after)
  if (provider !== undefined) query = query.where('provider', '=', provider)
  if (status !== undefined) query = query.where('status', '=', status)
  if (to !== undefined) query = query.where('recipient', '=', to)
  // Ids sort by time, and are indexed: so an old range is found without reading all that is newer.
  if (createdAfter !== undefined) {
    query = query
      .where('created_at', '>', createdAfter)
      .where('id', '>=', leastMessageIdAt(createdAfter.getTime() - slackMs))
  }
  if (createdBefore !== undefined) {
    query = query
      .where('created_at', '<', createdBefore)
      .where('id', '<', leastMessageIdAt(createdBefore.getTime() + slackMs))
  }
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** The changes of messages, the oldest first. */
export const listChanges = async (
  db: StoreDatabase,
  messageIds: readonly string[],
): Promise<readonly MessageChange[]> =>
  db.selectFrom('message_changes').selectAll().where('message_id', 'in', messageIds).orderBy('seq').execute()
