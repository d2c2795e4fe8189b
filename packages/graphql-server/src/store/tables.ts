import type { MessageStatus, PlannedMessage } from '@heliograph/core'
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

/** JSON goes in as text and comes out as a value. */
type NullableJson<Value> = ColumnType<Value | null, string | null | undefined, string | null>

/** Random secrets of this installation, made at the first start. */
export interface SecretsTable {
  name: string
  value: Uint8Array
}

/** One use of an idempotency key. */
export interface IdempotencyKeysTable {
  /** The caller's name; keys of two callers never meet. */
  owner: string
  key: string
  /** `sms365.sms.send` */
  operation: string
  /** Keyed digest of the operation and its checked input. */
  input_digest: Uint8Array
  /** The attempt that holds it. */
  send_id: string
  /** While the attempt is under way it is always ahead; once past without a result, the outcome is unknown. */
  lease_until: Date
  /** Null while under way, or after a crash. */
  result: NullableJson<unknown>
  created_at: Generated<Date>
  expires_at: Date
}

/** A second, different final report. */
export interface Contradiction {
  readonly status: MessageStatus
  readonly statusRaw: string | null
  /** ISO 8601, in UTC. */
  readonly at: string
}

/** One message to one recipient. Its row stands before the provider is called. */
export interface MessagesTable {
  /** A UUIDv7 of ours, so that ids sort by time. */
  id: string
  /** The attempt that sends it, the same for all recipients of a bulk; null once what became of the attempt is stored. */
  send_id: string | null
  provider: string
  /** `sms365.sms.send` */
  operation: string
  provider_message_id: string | null
  /** International form, digits alone. */
  recipient: string
  kind: PlannedMessage['kind']
  parts: number | null
  /** Credits of the provider, exact. */
  cost: string | null
  /** Kept only if the settings say so. */
  text: string | null
  /** UNKNOWN while nothing is known. */
  status: MessageStatus
  status_raw: string | null
  contradiction: NullableJson<Contradiction>
  scheduled_for: Date | null
  created_at: Generated<Date>
  /** When the provider's answer accepted it. */
  accepted_at: Date | null
  status_at: Generated<Date>
  /** When its status became a final one. */
  final_at: Date | null
  /** The caller's name. */
  owner: string
  idempotency_key: string | null
  /** The caller's own, to be called after ours. */
  callback_url: string | null
  next_poll_at: Date | null
  polls: Generated<number>
  /** Mobile country code and mobile network code of the recipient's network, where the provider told. */
  mcc: string | null
  mnc: string | null
}

/** What told of a change. */
export type ChangeSource = 'send' | 'callback' | 'poll' | 'cancel'

/** The log of all changes of status. `seq` is in the order of commits, so whoever has read up to one misses nothing. */
export interface MessageChangesTable {
  seq: Generated<number>
  message_id: string
  status: MessageStatus
  status_raw: string | null
  cost: string | null
  contradiction: Generated<boolean>
  source: ChangeSource
  at: Generated<Date>
}

/** How far somebody has read the log of changes. */
export interface ChangeReadersTable {
  name: string
  seq: number
  read_at: Generated<Date>
}

/** Reports that name the provider's id alone, and that nobody tells again, until they are applied to their messages. */
export interface TakenReportsTable {
  id: Generated<number>
  provider: string
  provider_message_id: string
  status: MessageStatus
  status_raw: string | null
  source: Generated<ChangeSource>
  taken_at: Generated<Date>
}

/** All tables of the schema `heliograph`. */
export interface StoreTables {
  secrets: SecretsTable
  idempotency_keys: IdempotencyKeysTable
  messages: MessagesTable
  message_changes: MessageChangesTable
  change_readers: ChangeReadersTable
  taken_reports: TakenReportsTable
}

/** Kysely over the schema `heliograph`; raw SQL names the schema itself. */
export type StoreDatabase = Kysely<StoreTables>

/** A message as it stands in the store. */
export type StoredMessage = Selectable<MessagesTable>
/** A report as it is taken, before it is known whose message it is about. */
export type TakenReport = Readonly<Omit<Selectable<TakenReportsTable>, 'id' | 'taken_at'>>
/** An entry of the log of changes. */
export type MessageChange = Selectable<MessageChangesTable>
