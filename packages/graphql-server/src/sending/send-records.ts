import { isFinalStatus, type MessageResult } from '@heliograph/core'
import { type RawBuilder, sql } from 'kysely'
import { logEntries } from '../delivery/append-changes.ts'
import { applyReportsWithin } from '../delivery/apply-reports.ts'
import { foldReport, type IncomingReport, type MessageState } from '../delivery/fold-report.ts'
import {
  claimKeys,
  giveEndedKeys,
  giveWantedKeys,
  type KeyClaim,
  type KeyTimes,
  settleKeys,
} from '../idempotency/key-records.ts'
import type { StoredAnswer } from '../idempotency/stored-answer.ts'
import { toFirstPoll } from '../jobs/poll-schedule.ts'
import type { Store } from '../store/open-store.ts'
import {
  describeRows,
  joinCtes,
  listKinds,
  prepareStatements,
  type RowCount,
  type RunPrepared,
} from '../store/prepared-statements.ts'
import type { StoreDatabase } from '../store/tables.ts'
import type { NewMessage } from './plan-messages.ts'

/** What is about to be sent. */
export interface PlannedSend {
  /** Of this one attempt. */
  readonly sendId: string
  readonly messages: readonly NewMessage[]
  readonly claim: KeyClaim | undefined
}

const plannedMessages = describeRows('message', {
  id: 'uuid',
  send_id: 'uuid',
  provider: 'text',
  operation: 'text',
  recipient: 'text',
  kind: 'text',
  parts: 'int',
  text: 'text',
  scheduled_for: 'timestamptz',
  created_at: 'timestamptz',
  owner: 'text',
  idempotency_key: 'text',
  callback_url: 'text',
  has_claim: 'boolean',
})

const insertMessages = (count: RowCount, condition: RawBuilder<unknown>) => sql`
  insert into heliograph.messages (
    id, send_id, provider, operation, recipient, kind, parts, text, status, scheduled_for, created_at, owner,
    idempotency_key, callback_url
  )
  select
    id, send_id, provider, operation, recipient, kind, parts, text, 'UNKNOWN', scheduled_for, created_at, owner,
    idempotency_key, callback_url
  from ${plannedMessages.from(count)}
  where ${condition}`

const isClaimed = sql`not has_claim or send_id in (select send_id from claimed)`

/** The statement that takes so many keys and puts down so many messages; it gives the sends whose keys it took. */
const beginningOf = prepareStatements<{ readonly send_id: string }, readonly [keys: RowCount, messages: RowCount]>(
  (keys, messages) => {
    if (keys === 'none') return insertMessages(messages, sql`true`)
    if (messages === 'none') return claimKeys(keys)
    return sql`
      with claimed as (${claimKeys(keys)}), planned as (${insertMessages(messages, isClaimed)})
      select send_id from claimed`
  },
)

/**
 * Puts down what is about to be sent, and takes the keys, in one transaction. For each send whether it may begin: not where
 * somebody has its key; then nothing of it was put down. Two sends of a group must not want the same key.
 */
export const beginSends = async (
  run: RunPrepared,
  sends: readonly PlannedSend[],
  times: KeyTimes,
): Promise<readonly boolean[]> => {
  const keys = giveWantedKeys(
    sends.flatMap(({ sendId, claim }) => (claim ? [{ sendId, claim }] : [])),
    times,
  )
  const messages = plannedMessages.give(
    sends.flatMap(({ sendId, messages: planned, claim }) =>
      planned.map((message) => ({ ...message, send_id: sendId, has_claim: claim !== undefined })),
    ),
  )
  if (keys.count === 'none' && messages.count === 'none') return sends.map(() => true)
  const rows = await beginningOf(keys.count, messages.count)(run, { ...keys.values, message: messages.given })
  const claimed = new Set(rows.map(({ send_id }) => send_id))
  return sends.map(({ sendId, claim }) => claim === undefined || claimed.has(sendId))
}

/** What became of a send. */
export interface SendOutcome {
  /** One for each message, in the order of the plan. */
  readonly messages: readonly MessageResult[]
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

/** A send that has ended. */
export interface EndedSend extends PlannedSend {
  readonly outcome: SendOutcome
}

const settleMessage = (message: NewMessage, result: MessageResult | undefined, { sendId, outcome }: EndedSend) => {
  const { reportsItself, at } = outcome
  if (result?.accepted !== true)
    return { fate: result?.accepted === false ? 'refused' : 'unknown', send_id: sendId, id: message.id } as const
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
  // Without the provider's id it cannot be asked about; what waits for a question is never deleted.
  const firstPoll =
    providerMessageId === null
      ? null
      : toFirstPoll({ provider: message.provider, kind: message.kind, sentAt, reportsItself })
  const { state } = foldReport({ ...untouched, status_at: at }, report)
  const { contradiction: _none, ...row } = { ...state, next_poll_at: isFinalStatus(status) ? null : firstPoll }
  return { fate: 'accepted', send_id: sendId, id: message.id, report, firstPoll, ...row } as const
}

type SettledMessage = ReturnType<typeof settleMessage>

// A report may come before the answer; where none has, the row is as it was put down.
const isUntouched = sql`
  message.status = 'UNKNOWN' and message.status_raw is null and message.provider_message_id is null
  and message.contradiction is null`

// Rows are locked in the order of their ids, as reports lock them: else two groups could each wait for a row of the other.
const heldRows = sql`
  held as materialized (
    select message.id from (select id from settled order by id) as wanted
    cross join lateral (select id from heliograph.messages where id = wanted.id for update) as message
  )`

const settledMessages = describeRows('settled', {
  fate: 'text',
  place: 'int',
  send_id: 'uuid',
  id: 'uuid',
  status: 'text',
  status_raw: 'text',
  cost: 'numeric',
  provider_message_id: 'text',
  accepted_at: 'timestamptz',
  status_at: 'timestamptz',
  final_at: 'timestamptz',
  next_poll_at: 'timestamptz',
})

const settleUntouched = (count: RowCount, fates: string) => {
  // A single one needs no order.
  const settled = count === 'one' ? sql`settled` : sql`settled join held using (id)`
  const accepted = sql`
    accepted as (
      update heliograph.messages as message
      set status = settled.status, status_raw = settled.status_raw, cost = settled.cost,
        provider_message_id = settled.provider_message_id, accepted_at = settled.accepted_at, status_at = settled.status_at,
        final_at = settled.final_at, next_poll_at = settled.next_poll_at, send_id = null
      from ${settled}
      where settled.fate = 'accepted' and message.id = settled.id and message.send_id = settled.send_id and ${isUntouched}
      returning settled.place, message.id, message.status, message.status_raw, message.cost, message.status_at
    ), entries as (
      select place, id as message_id, status, status_raw, cost, false as contradiction, 'send' as source, status_at as at
      from accepted where status <> 'UNKNOWN'
    ), ${logEntries}`
  const refused = sql`
    refused as (
      delete from heliograph.messages as message using ${settled}
      where settled.fate = 'refused' and message.id = settled.id and message.send_id = settled.send_id and ${isUntouched}
    )`
  const unknown = sql`
    unknown as (
      update heliograph.messages as message set send_id = null from ${settled}
      where settled.fate = 'unknown' and message.id = settled.id
    )`
  return joinCtes(
    sql`settled as (select * from ${settledMessages.from(count)})`,
    count === 'one' ? undefined : heldRows,
    fates.includes('refused') ? refused : undefined,
    fates.includes('unknown') ? unknown : undefined,
    accepted,
  )
}

/** The statement that stores the answers to so many keys, and what became of so many messages, of these fates. */
const endingOf = prepareStatements<
  { readonly id: string | null },
  readonly [keys: RowCount, keyFates: string, messages: RowCount, fates: string]
>((keys, keyFates, messages, fates) => {
  const ctes = joinCtes(
    keys === 'none' ? undefined : settleKeys(keys, keyFates),
    messages === 'none' ? undefined : settleUntouched(messages, fates),
  )
  const result = messages === 'none' ? sql`select null as id` : sql`select id from accepted`
  return sql`with ${ctes} ${result}`
})

/** Messages of which a report came before the answer: it goes into what the report has left. */
const settleTouched = (db: StoreDatabase, settled: readonly SettledMessage[]) =>
  db.transaction().execute(async (transaction) => {
    const accepted = settled.filter((message) => message.fate === 'accepted')
    const polls = accepted.map(({ id, firstPoll }) => ({ id, next_poll_at: firstPoll }))
    await sql`
      with settled as (
        select * from json_to_recordset(${JSON.stringify(polls)}::text::json) as settled (id uuid, next_poll_at timestamptz)
      ), ${heldRows}
      update heliograph.messages as message
      set send_id = null, next_poll_at = case when message.final_at is null then settled.next_poll_at end
      from settled join held using (id)
      where message.id = settled.id and message.send_id is not null`.execute(transaction)
    await applyReportsWithin(
      transaction,
      accepted.map(({ report }) => report),
    )
  })

/**
 * Puts down what became of sends, in one transaction unless a report came first. Accepted messages get what the provider said
 * of them, refused ones go, the others stay UNKNOWN. To do it twice changes nothing.
 */
export const finishSends = async (
  { db, runPrepared }: Pick<Store, 'db' | 'runPrepared'>,
  sends: readonly EndedSend[],
): Promise<void> => {
  const settled = sends.flatMap((send) =>
    send.messages.map((message, index) => settleMessage(message, send.outcome.messages[index], send)),
  )
  const keys = giveEndedKeys(
    sends.flatMap(({ sendId, claim, outcome: { stored } }) => (claim ? [{ sendId, claim, stored }] : [])),
  )
  const messages = settledMessages.give(settled.map((message, place) => ({ ...message, place, report: undefined })))
  if (keys.count === 'none' && messages.count === 'none') return
  const fates = listKinds(settled.map(({ fate }) => fate))
  const ending = endingOf(keys.count, keys.fates, messages.count, fates)
  const rows = await ending(runPrepared, { ...keys.values, settled: messages.given })
  const done = new Set(rows.map(({ id }) => id))
  const touched = settled.filter(({ fate, id }) => fate === 'accepted' && !done.has(id))
  if (touched.length > 0) await settleTouched(db, touched)
}
