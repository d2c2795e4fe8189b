/** The type a value has, whatever it means. `id` is a string that is compared, never read; `decimal` an exact decimal number as a string. */
export type FieldShape = 'string' | 'id' | 'integer' | 'boolean' | 'decimal' | 'instant' | 'choice' | 'record'

/**
 * What a value means, with its shape. A surface chooses its widget, scalar or search list from the meaning,
 * so a new meaning is one line here.
 */
export const fieldKinds = {
  /** One of a closed set. */
  choice: 'choice',
  /** A nested record; its fields say more. */
  record: 'record',

  text: 'string',
  /** The body of a message: never shown in an error or a log. */
  messageText: 'string',
  /** An MSISDN, or a national number where the provider accepts one. */
  phoneNumber: 'string',
  /** Digits only, such as a country calling code or an extension. */
  digits: 'string',
  /** Alphanumeric or numeric sender of an SMS. */
  senderId: 'string',
  /** A sender that Viber has approved for the account. */
  viberSenderId: 'string',
  /** A one-time code: never shown in an error or a log. */
  verificationCode: 'string',
  /** A key or password: never shown in an error or a log. */
  secret: 'string',
  email: 'string',
  url: 'string',
  /** A delivery-report address which the provider calls: never shown in an error or a log. */
  callbackUrl: 'string',
  /** YYYY-MM-DD. */
  calendarDate: 'string',
  /** A time as the provider wrote it. */
  timestampText: 'string',
  /** A status, code or letter as the provider gave it. */
  rawValue: 'string',
  /** Mobile country code of a network. */
  mcc: 'string',
  /** Mobile network code; its leading zero counts. */
  mnc: 'string',

  smsId: 'id',
  viberMessageId: 'id',
  messageId: 'id',
  referenceId: 'id',
  authId: 'id',
  contactId: 'id',
  groupId: 'id',
  contactGroupId: 'id',
  purchaseId: 'id',
  userId: 'id',
  commentId: 'id',
  accountId: 'id',

  flag: 'boolean',
  count: 'integer',
  seconds: 'integer',
  statusNumber: 'integer',
  /** An amount in the provider's own unit: SMS credits or money. */
  amount: 'decimal',
  /** When a message shall go out. */
  sendTime: 'instant',
  instant: 'instant',
} as const satisfies Record<string, FieldShape>

export type FieldKind = keyof typeof fieldKinds

/** Kinds whose values appear in no error, log or trace. A callback address holds the token that protects it. */
export const sensitiveKinds: ReadonlySet<FieldKind> = new Set<FieldKind>([
  'messageText',
  'secret',
  'verificationCode',
  'callbackUrl',
])

/** A closed set of values with a name of its own, each value described. */
export interface Choices<Value extends string = string> {
  /** PascalCase, unique over all providers. */
  readonly name: string
  readonly description: string
  readonly values: Readonly<Record<Value, string>>
}

/** Names a closed set once, for every field that takes its values from it. */
export const defineChoices = <Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Choices<Value> => ({ name, description, values })
