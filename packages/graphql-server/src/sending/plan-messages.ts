import type { CatalogueEntry, CheckedInput } from '@heliograph/core'
import type { StoredMessage } from '../store/tables.ts'
import { createMessageId } from './message-id.ts'
import { timeOfMessageId } from './message-time.ts'

/** A message as it goes into the store before the provider is called. */
export type NewMessage = Pick<
  StoredMessage,
  | 'id'
  | 'provider'
  | 'operation'
  | 'recipient'
  | 'kind'
  | 'parts'
  | 'text'
  | 'scheduled_for'
  | 'created_at'
  | 'owner'
  | 'idempotency_key'
  | 'callback_url'
>

/** What is the same for all messages of a send. */
export interface MessageOrigin {
  readonly owner: string
  readonly key: string | undefined
  readonly storeTexts: boolean
}

/** The messages that an input makes, in its order; none where the operation sends none. */
export const planMessages = (
  { id: operation, provider, operation: { messages } }: CatalogueEntry,
  input: CheckedInput,
  { owner, key, storeTexts }: MessageOrigin,
): readonly NewMessage[] =>
  (messages?.plan(input) ?? []).map(({ to, kind, text, parts, sendAt }) => {
    const id = createMessageId()
    return {
      id,
      provider: provider.name,
      operation,
      recipient: to,
      kind,
      parts,
      text: storeTexts ? text : null,
      scheduled_for: sendAt,
      // By the clock that the ids sort by, and that the times of its changes come from; that of the database may differ.
      created_at: timeOfMessageId(id),
      owner,
      idempotency_key: key ?? null,
      callback_url: null,
    }
  })
