import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Store } from '../store/open-store.ts'
import type { MessagesTable, StoredMessage } from '../store/tables.ts'

/** Puts a message into the store as a send does before it calls the provider. */
export const insertMessage = async (
  { db }: Store,
  message: Partial<Insertable<MessagesTable>> = {},
): Promise<StoredMessage> =>
  db
    .insertInto('messages')
    .values({
      id: randomUUID(),
      send_id: randomUUID(),
      provider: 'sms365',
      operation: 'sms365.sms.send',
      recipient: '306971234567',
      kind: 'SMS',
      parts: 1,
      status: 'UNKNOWN',
      owner: 'local',
      ...message,
    })
    .returningAll()
    .executeTakeFirstOrThrow()

/** The message as it stands now. */
export const readMessage = ({ db }: Store, id: string): Promise<StoredMessage> =>
  db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
