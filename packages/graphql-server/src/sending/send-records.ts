import { type CatalogueEntry, type CheckedInput, isFinalStatus, type MessageResult } from '@heliograph/core'
import { type RawBuilder, sql } from 'kysely'
import { logEntries } from '../delivery/append-changes.ts'
import { applyReportsWithin } from '../delivery/apply-reports.ts'
import { foldReport, type IncomingReport, type MessageState } from '../delivery/fold-report.ts'
import { claimKey, type KeyClaim, type KeyTimes, settleKey } from '../idempotency/key-records.ts'
import type { StoredAnswer } from '../idempotency/stored-answer.ts'
import { toFirstPoll } from '../jobs/poll-schedule.ts'
import { toStorableJson } from '../store/storable-text.ts'
import type { StoreDatabase, StoredMessage } from '../store/tables.ts'
import { createMessageId } from './message-id.ts'

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
  (messages?.plan(input) ?? []).map(({ to, kind, text, parts, sendAt }) => ({
    id: createMessageId(),
    provider: provider.name,
    operation,
    recipient: to,
    kind,
    parts,
    text: storeTexts ? text : null,
    scheduled_for: sendAt,
    owner,
    idempotency_key: key ?? null,
    callback_url: null,
  }))

const insertMessages = (sendId: string, messages: readonly NewMessage[], condition: RawBuilder<unknown>) => sql`
  insert into heliograph.messages (
    id, send_id, provider, operation, recipient, kind, parts, text, status, scheduled_for, owner, idempotency_key, callback_url
  )
  select
    id, ${sendId}::uuid, provider, operation, recipient, kind, parts, text, 'UNKNOWN', scheduled_for, owner, idempotency_key,
    callback_url
  from json_to_recordset(${toStorableJson(messages)}::text::json) as message (
    id uuid, provider text, operation text, recipient text, kind text, parts int, text text, scheduled_for timestamptz,
    owner text, idempotency_key text, callback_url text
  )
  where ${condition}`

/**
 * Puts down what is about to be sent, and takes the key if there is one, in one transaction. False where somebody has the key:
 * then nothing was put down.
 */
export const beginSend = async (
  db: StoreDatabase,
  sendId: string,
  messages: readonly NewMessage[],
  claim: KeyClaim | undefined,
  times: KeyTimes,
): Promise<boolean> => {
  if (!claim) {
    if (messages.length > 0) await insertMessages(sendId, messages, sql`true`).execute(db)
    return true
  }
  const inserted =
    messages.length > 0
      ? sql`, planned as (${insertMessages(sendId, messages, sql`exists (select from claimed)`)})`
      : sql``
  const { rows } =
    await sql`with claimed as (${claimKey(sendId, claim, times)})${inserted} select send_id from claimed`.execute(db)
  return rows.length > 0
}

/** What became of a message: what is known of it, or that it was refused, or that nobody knows. */
export type MessageOutcome = MessageResult

/** What became of a send. */
export interface SendOutcome {
  /** One for each message, in the order of the plan. */
  readonly messages: readonly MessageOutcome[]
  readonly stored: StoredAnswer | 'free'
  /** Whether the provider is expected to report by itself. */
  readonly reportsItself: boolean
  readonly at: Date
}

const untouched: MessageState = {
  status: 'UNKNOWN',
  status_raw: null,
  cost: null,
  provider_message_id: null,
  contradiction: null,
  accepted_at: null,
  status_at: new Date(0),
  final_at: null,
  next_poll_at: null,
  mcc: null,
  mnc: null,
}

const settleMessage = (message: NewMessage, place: number, { messages, reportsItself, at }: SendOutcome) => {
  const result = messages[place]
  if (result?.accepted !== true)
    return { fate: result?.accepted === false ? 'refused' : 'unknown', place, id: message.id } as const
  const { id: providerMessageId, status, statusRaw, cost } = result
  const report: IncomingReport = {
    messageId: message.id,
    status,
    statusRaw,
    cost,
    providerMessageId,
    source: 'send',
    at,
  }
  const sentAt = message.scheduled_for ?? at
  const firstPoll = toFirstPoll({ provider: message.provider, kind: message.kind, sentAt, reportsItself })
  const { state } = foldReport({ ...untouched, status_at: at }, report)
  const { contradiction: _none, ...row } = { ...state, next_poll_at: isFinalStatus(status) ? null : firstPoll }
  return { fate: 'accepted', place, id: message.id, report, firstPoll, ...row } as const
}

type SettledMessage = ReturnType<typeof settleMessage>

// A report may come before the answer; where none has, the row is as it was put down.
const isUntouched = sql`
  message.status = 'UNKNOWN' and message.status_raw is null and message.provider_message_id is null
  and message.contradiction is null`

const settleUntouched = (sendId: string, settled: readonly SettledMessage[]) => {
  const rows = settled.map((message) => (message.fate === 'accepted' ? { ...message, report: undefined } : message))
  const has = (fate: SettledMessage['fate']) => settled.some((message) => message.fate === fate)
  return sql`
    settled as (
      select * from json_to_recordset(${toStorableJson(rows)}::text::json) as settled (
        fate text, place int, id uuid, status text, status_raw text, cost numeric, provider_message_id text,
        accepted_at timestamptz, status_at timestamptz, final_at timestamptz, next_poll_at timestamptz
      )
    ), accepted as (
      update heliograph.messages as message
      set status = settled.status, status_raw = settled.status_raw, cost = settled.cost,
        provider_message_id = settled.provider_message_id, accepted_at = settled.accepted_at, status_at = settled.status_at,
        final_at = settled.final_at, next_poll_at = settled.next_poll_at, send_id = null
      from settled
      where settled.fate = 'accepted' and message.id = settled.id and message.send_id = ${sendId} and ${isUntouched}
      returning settled.place, message.*
    )${
      has('refused')
        ? sql`, refused as (
            delete from heliograph.messages as message using settled
            where settled.fate = 'refused' and message.id = settled.id and message.send_id = ${sendId} and ${isUntouched}
          )`
        : sql``
    }${
      has('unknown')
        ? sql`, unknown as (
            update heliograph.messages as message set send_id = null from settled
            where settled.fate = 'unknown' and message.id = settled.id
          )`
        : sql``
    }, entries as (
      select place, id as message_id, status, status_raw, cost, false as contradiction, 'send' as source, status_at as at
      from accepted where status <> 'UNKNOWN'
    ), ${logEntries}`
}

/** Messages of which a report came before the answer: it goes into what the report has left. */
const settleTouched = (db: StoreDatabase, settled: readonly SettledMessage[]) =>
  db.transaction().execute(async (transaction) => {
    const accepted = settled.filter((message) => message.fate === 'accepted')
    const polls = accepted.map(({ id, firstPoll }) => ({ id, next_poll_at: firstPoll }))
    await sql`
      update heliograph.messages as message
      set send_id = null, next_poll_at = case when message.final_at is null then settled.next_poll_at end
      from json_to_recordset(${JSON.stringify(polls)}::text::json) as settled (id uuid, next_poll_at timestamptz)
      where message.id = settled.id and message.send_id is not null`.execute(transaction)
    await applyReportsWithin(
      transaction,
      accepted.map(({ report }) => report),
    )
  })

/**
 * Puts down what became of a send, in one transaction unless a report came first. Accepted messages get what the provider said
 * of them, refused ones go, the others stay UNKNOWN. To do it twice changes nothing.
 */
export const finishSend = async (
  db: StoreDatabase,
  sendId: string,
  messages: readonly NewMessage[],
  claim: KeyClaim | undefined,
  outcome: SendOutcome,
): Promise<void> => {
  const settled = messages.map((message, place) => settleMessage(message, place, outcome))
  const parts = [
    ...(claim ? [sql`answered as (${settleKey(sendId, claim, outcome.stored)})`] : []),
    ...(settled.length > 0 ? [settleUntouched(sendId, settled)] : []),
  ]
  if (parts.length === 0) return
  const result = settled.length > 0 ? sql`select id, told from accepted left join told on true` : sql`select null as id`
  const { rows } = await sql<{ readonly id: string | null }>`with ${sql.join(parts)} ${result}`.execute(db)
  const done = new Set(rows.map(({ id }) => id))
  const touched = settled.filter(({ fate, id }) => fate === 'accepted' && !done.has(id))
  if (touched.length > 0) await settleTouched(db, touched)
}
