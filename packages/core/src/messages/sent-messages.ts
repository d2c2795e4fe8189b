import type { MessageStatus } from './status.ts'

/** A message that an operation is about to send. */
export interface PlannedMessage {
  /** Recipient in international form, digits alone. */
  readonly to: string
  readonly kind: 'SMS' | 'VIBER' | 'CALL'
  /** The text as given; null where the provider puts one in, or a voice reads one. Never to be logged. */
  readonly text: string | null
  /** How many SMS parts the text should take; null where that is not known. */
  readonly parts: number | null
  /** Null for at once. */
  readonly sendAt: Date | null
}

/** What an answer says of a planned message. `accepted` is null where it does not tell. */
export type MessageResult =
  | {
      readonly accepted: true
      /** The provider's own id, to ask for its status; null where the answer has none. */
      readonly id: string | null
      /** Credits of the provider, as an exact decimal. */
      readonly cost: string | null
      readonly status: MessageStatus
      /** The provider's own value; null where the status follows from the acceptance alone. */
      readonly statusRaw: string | null
    }
  | { readonly accepted: false; readonly code: string | null; readonly reason: string | null }
  | { readonly accepted: null }

/** For operations that send: which messages an input makes, and what became of each. */
export interface SentMessages<Input, Output> {
  /** One for each recipient of the checked input, in its order. */
  plan(input: Input): readonly PlannedMessage[]
  /** One for each planned message, in the order of the plan. */
  read(output: Output, input: Input): readonly MessageResult[]
}

/** What a provider says of a message when it is asked. */
export interface StatusReport {
  /** The provider's own id. */
  readonly id: string
  readonly status: MessageStatus
  /** The provider's own value. */
  readonly statusRaw: string | null
  /** Credits of the provider, as an exact decimal; null where it does not tell. */
  readonly cost: string | null
}

/** What an answer tells of a message by the provider's own id: of a kind that `DeliveryLookup.kinds` lists. */
export type ToldStatus = Omit<StatusReport, 'cost'>

/** How a provider is asked for what became of messages. */
export interface DeliveryLookup {
  /** Id of a query of the catalogue: `netoxygen.message.status`. */
  readonly operation: string
  /** Which messages may be asked about; ids of other kinds could mean another message. */
  readonly kinds: readonly PlannedMessage['kind'][]
  /** How many ids one call may ask about. */
  readonly idsPerCall: number
  input(ids: readonly string[]): Readonly<Record<string, unknown>>
  /** Only the ids of which something is known. */
  read(output: unknown, ids: readonly string[]): readonly StatusReport[]
}

/** An accepted message whose answer says nothing of its status. */
export const acceptedMessage = (
  id: string | null,
  sendAt: Date | undefined,
  cost: string | null = null,
): MessageResult => ({
  accepted: true,
  id,
  cost,
  status: sendAt === undefined ? 'ACCEPTED' : 'SCHEDULED',
  statusRaw: null,
})

interface BulkRow {
  readonly msisdn: string | null
}

interface BulkAnswer<Row extends BulkRow> {
  readonly messages: readonly Row[]
  readonly accepted: number
  readonly rejected: number | null
}

/**
 * What the answer to a bulk says of each recipient; it lists the accepted ones alone, in no promised order. A recipient that
 * is not listed counts as refused only if the numbers of accepted and rejected agree with that: else it may have been sent.
 * `numbers` and what `toInternational` makes of a row are compared. `toResult` gets no row where a message is known to be
 * accepted, and not under which id.
 */
export const readBulkAnswer = <Row extends BulkRow>(
  { messages, accepted, rejected }: BulkAnswer<Row>,
  numbers: readonly string[],
  toInternational: (number: string) => string,
  toResult: (row: Row | undefined) => MessageResult,
): readonly MessageResult[] => {
  const [only] = messages
  // Some answers carry the ids alone, which tell no recipient unless there is but one.
  if (numbers.length === 1 && messages.length === 1 && only) return [toResult(only)]
  const areAllAccepted = accepted === numbers.length && (rejected ?? 0) === 0
  const found = new Map(messages.flatMap((row) => (row.msisdn === null ? [] : [[toInternational(row.msisdn), row]])))
  const missing = numbers.filter((number) => !found.has(number)).length
  const isAccountedFor =
    accepted === messages.length && accepted === numbers.length - missing && (rejected ?? missing) === missing
  return numbers.map((number) => {
    const row = found.get(number)
    if (row ?? areAllAccepted) return toResult(row)
    return isAccountedFor ? { accepted: false, code: null, reason: null } : { accepted: null }
  })
}
