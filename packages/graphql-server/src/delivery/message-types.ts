import type { MessageStatus, PlannedMessage } from '@heliograph/core'
import type { Builder } from '../schema/builder.ts'
import type { addErrorTypes } from '../schema/error-types.ts'
import type { FieldTypes } from '../schema/field-types.ts'
import { toEnumValue, toFieldName } from '../schema/names.ts'
import type { ChangeSource, Contradiction, MessageChange, StoredMessage } from '../store/tables.ts'
import { loadersOf } from './delivery.ts'

/** Enums that messages share with operations and errors. */
export interface SharedEnums {
  readonly provider: ReturnType<typeof addErrorTypes>['provider']
  readonly status: ReturnType<FieldTypes['enumOf']>
}

const kinds: Readonly<Record<PlannedMessage['kind'], string>> = {
  SMS: 'A text message.',
  VIBER: 'A Viber message.',
  CALL: 'A call in which a voice reads a code.',
}

const sources: Readonly<Record<ChangeSource, string>> = {
  send: 'The answer to the send.',
  callback: 'The provider called us.',
  poll: 'We asked the provider.',
  cancel: 'The answer to a cancellation.',
}

const statusRawText =
  "The provider's own value; null where the status follows from something else, such as the answer to the send."

/** A message type has some times as columns that are not null there. */
const addContradiction = (builder: Builder, { status }: SharedEnums) =>
  builder.objectRef<Contradiction>('MessageContradiction').implement({
    description: 'A second final report that says otherwise than the first.',
    fields: (t) => ({
      status: t.field({
        type: status,
        nullable: false,
        description: 'What it says.',
        resolve: (contradiction) => contradiction.status as never,
      }),
      statusRaw: t.exposeString('statusRaw', { description: statusRawText }),
      at: t.field({
        type: 'DateTime',
        nullable: false,
        description: 'When it came.',
        resolve: ({ at }) => new Date(at),
      }),
    }),
  })

const addChange = (builder: Builder, { status }: SharedEnums) => {
  const source = builder.enumType('MessageChangeSource', {
    description: 'Where the news of a message came from.',
    values: Object.fromEntries(
      Object.entries(sources).map(([name, description]) => [toEnumValue(name), { description }]),
    ),
  })
  return builder.objectRef<MessageChange>('MessageChange').implement({
    description: 'One step of a message.',
    fields: (t) => ({
      status: t.field({
        type: status,
        nullable: false,
        description: 'What the message became, or was said to have become.',
        resolve: (change) => change.status as never,
      }),
      statusRaw: t.exposeString('status_raw', { description: statusRawText }),
      cost: t.expose('cost', {
        type: 'Decimal',
        description: 'What this news says that it cost, in credits of the provider.',
      }),
      contradiction: t.exposeBoolean('contradiction', {
        nullable: false,
        description: 'Whether it contradicts an end that was known before, which stays the status of the message.',
      }),
      source: t.field({
        type: source,
        nullable: false,
        description: 'Where the news came from.',
        resolve: (change) => toEnumValue(change.source),
      }),
      at: t.expose('at', { type: 'DateTime', nullable: false, description: 'When we learned of it.' }),
    }),
  })
}

/** The type Message and those of its fields. */
export const addMessageTypes = (builder: Builder, enums: SharedEnums) => {
  const kind = builder.enumType('MessageKind', {
    description: 'How a message reaches its recipient.',
    values: Object.fromEntries(Object.entries(kinds).map(([name, description]) => [name, { description }])),
  })
  const contradiction = addContradiction(builder, enums)
  const change = addChange(builder, enums)
  const message = builder.objectRef<StoredMessage>('Message').implement({
    description: 'A message to one recipient that was sent through this server, and what became of it.',
    fields: (t) => ({
      id: t.exposeID('id', {
        nullable: false,
        description: 'Our own id: known before the message goes out, and the same whatever the provider answers.',
      }),
      provider: t.field({
        type: enums.provider,
        nullable: false,
        description: 'Who carries it.',
        resolve: (row) => toEnumValue(row.provider) as never,
      }),
      operation: t.string({
        nullable: false,
        description: 'The mutation that sent it, such as sms365SmsSend.',
        resolve: (row) => toFieldName(row.operation),
      }),
      providerMessageId: t.exposeID('provider_message_id', {
        description: "The provider's id of it; null as long as none is known.",
      }),
      to: t.exposeString('recipient', {
        nullable: false,
        description: 'Recipient in international form, digits alone.',
      }),
      kind: t.field({
        type: kind,
        nullable: false,
        description: 'How it reaches its recipient.',
        resolve: (row) => row.kind as never,
      }),
      text: t.exposeString('text', { description: 'Its text; null unless this server keeps texts (STORE_TEXTS).' }),
      parts: t.exposeInt('parts', {
        description: 'How many SMS parts its text should take; null where that is not known.',
      }),
      cost: t.expose('cost', {
        type: 'Decimal',
        description: 'What it cost, in credits of the provider; null as long as that is not known.',
      }),
      status: t.field({
        type: enums.status,
        nullable: false,
        description:
          'What became of it. UNKNOWN as long as nothing is known: while it is being sent, or after an answer that was lost.',
        resolve: (row) => row.status as never,
      }),
      statusRaw: t.exposeString('status_raw', { description: statusRawText }),
      contradiction: t.expose('contradiction', {
        type: contradiction,
        description: 'The first later report of another end than the one in status; null where there is none.',
      }),
      sendAt: t.expose('scheduled_for', { type: 'DateTime', description: 'When it is to go out; null for at once.' }),
      createdAt: t.expose('created_at', { type: 'DateTime', nullable: false, description: 'When it was asked for.' }),
      acceptedAt: t.expose('accepted_at', {
        type: 'DateTime',
        description: 'When the provider was known to have taken it; null as long as that is not known.',
      }),
      statusAt: t.expose('status_at', {
        type: 'DateTime',
        nullable: false,
        description: 'When the status became what it is.',
      }),
      finalAt: t.expose('final_at', {
        type: 'DateTime',
        description: 'When it came to its end; null as long as more is expected.',
      }),
      caller: t.exposeString('owner', { nullable: false, description: 'The name of the token that sent it.' }),
      idempotencyKey: t.exposeString('idempotency_key', {
        description: 'The key that it was sent with; null if with none.',
      }),
      changes: t.field({
        type: [change],
        nullable: false,
        complexity: { field: 1, multiplier: 3 },
        description: 'Its steps so far, the oldest first.',
        resolve: (row, _args, context, info) =>
          context.delivery.read(loadersOf(context).changes.load(row.id), info) as Promise<MessageChange[]>,
      }),
    }),
  })
  return { message, change }
}

export type MessageTypes = ReturnType<typeof addMessageTypes>

/** What the schema calls a status is what core does. */
export const toStatus = (value: unknown): MessageStatus | undefined => (value ?? undefined) as MessageStatus | undefined
