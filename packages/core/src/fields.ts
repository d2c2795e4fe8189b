import * as v from 'valibot'
import type { Choices, FieldKind, fieldKinds } from './field-kinds.ts'
import { isPlainText } from './plain-text.ts'

/** What a schema of a field carries beside its type; `describeFields` reads it. */
export interface FieldMetadata {
  readonly kind: FieldKind
  readonly description: string
  readonly title?: string | undefined
  readonly example?: unknown
  /** Completes "<field> must be …". */
  readonly accepts?: string | undefined
  readonly choices?: Choices | undefined
  readonly recordName?: string | undefined
}

/** What every input field says of itself. The title is made from the name unless it is given. */
export interface FieldDoc<Example> {
  readonly title?: string
  readonly description: string
  readonly example: Example
}

/** Attaches what a field says of itself to its schema. */
export const about = <Input>(metadata: FieldMetadata) =>
  v.metadata<Input, { readonly field: FieldMetadata }>({ field: metadata })

/** What a schema says of itself. Throws a TypeError for one that no function of this file made. */
export const fieldMetadata = (schema: v.GenericSchema): FieldMetadata => {
  const { field } = v.getMetadata(schema) as { readonly field?: FieldMetadata }
  if (!field) throw new TypeError('A field must be declared with a function of fields.ts or answer-fields.ts')
  return field
}

const stringField = (kind: FieldKind, accepts: string, doc: FieldDoc<string>, isAccepted: (value: string) => boolean) =>
  v.pipe(
    v.string(),
    v.check((value) => isPlainText(value) && isAccepted(value)),
    about<string>({ ...doc, kind, accepts }),
  )

const normalisedField = (
  kind: FieldKind,
  accepts: string,
  doc: FieldDoc<string>,
  normalise: (value: string) => string,
  isAccepted: (value: string) => boolean,
) =>
  v.pipe(
    v.string(),
    v.transform(normalise),
    v.check((value) => isPlainText(value) && isAccepted(value)),
    about<string>({ ...doc, kind, accepts }),
  )

// Everything people put into a number to make it readable: spaces of all kinds, invisible marks, dashes, brackets, dots, slashes.
const numberPunctuation = /[\s\p{Z}\p{Cf}\p{Pd}()./]/gu
const isBlank = (value: string) => value.trim() === ''

// "+41 (0)79 …": the zero is dialled within the country only, so behind a country code it goes.
const trunkZero = /^(\W*(?:\+|00)\D*\d{1,3}\D*)\(\s*0\s*\)/

/** Digits of a number as written by people; a leading + and a leading 00 are the same thing and go. */
export const normalisePhoneNumber = (value: string): string =>
  value
    .replace(trunkZero, '$1')
    .replace(numberPunctuation, '')
    .replace(/^(\+|00)/, '')

/** A number with country code, or in the national form the provider knows. Never judged by a numbering plan. */
export const phoneNumber = (doc: FieldDoc<string>) =>
  normalisedField(
    'phoneNumber',
    'a phone number of 3 to 20 digits; spaces, dashes, dots, slashes, brackets, a leading + or 00 are taken away',
    doc,
    normalisePhoneNumber,
    (value) => /^\d{3,20}$/.test(value),
  )

/** Digits within a length; spaces and dashes are taken away. */
export const digits = (doc: FieldDoc<string>, { min, max }: { min: number; max: number }) =>
  normalisedField(
    'digits',
    min === max ? `${max} digits` : `${min} to ${max} digits`,
    doc,
    (value) => value.replace(numberPunctuation, ''),
    (value) => /^\d+$/.test(value) && value.length >= min && value.length <= max,
  )

/** An extension behind a number: digits, with commas as pauses. */
export const extension = (doc: FieldDoc<string>) =>
  normalisedField(
    'digits',
    '1 to 32 digits, with commas as pauses',
    doc,
    (value) => value.replace(numberPunctuation, ''),
    (value) => /^[\d,]{1,32}$/.test(value),
  )

/** The longest text 255 concatenated GSM-7 parts of 153 characters can carry (3GPP TS 23.040). */
export const longestMessage = 39_015

/** The body of a message. Its value is never shown. */
export const messageText = (
  doc: FieldDoc<string>,
  { max = longestMessage, placeholder }: { max?: number; placeholder?: string } = {},
) =>
  stringField(
    'messageText',
    `a text of 1 to ${max.toLocaleString('en')} characters that is not blank and has no control characters${placeholder ? `, and holds ${placeholder}` : ''}`,
    doc,
    (value) => !isBlank(value) && value.length <= max && (placeholder === undefined || value.includes(placeholder)),
  )

/** 16 digits, or 11 printable ASCII characters: what networks carry as a sender. */
export const senderId = (doc: FieldDoc<string>) =>
  normalisedField(
    'senderId',
    'a sender ID of 1 to 11 Latin letters, digits, spaces or signs, or of 1 to 16 digits',
    doc,
    (value) => value.replace(/^\+(?=\d+$)/, ''),
    (value) => /^\d{1,16}$/.test(value) || (/^[\x20-\x7e]{1,11}$/.test(value) && !isBlank(value)),
  )

export const viberSenderId = (doc: FieldDoc<string>) =>
  stringField(
    'viberSenderId',
    'an approved Viber sender of 1 to 64 characters',
    doc,
    (value) => !isBlank(value) && value.length <= 64,
  )

/** A one-time code of digits, within a range of values. Its value is never shown. */
export const verificationCode = (doc: FieldDoc<string>, { from, to }: { from: number; to: number }) =>
  normalisedField(
    'verificationCode',
    `a code of digits between ${from} and ${to}`,
    doc,
    (value) => value.trim(),
    (value) => /^\d+$/.test(value) && value.length <= String(to).length && Number(value) >= from && Number(value) <= to,
  )

/** A key or password. Its value is never shown. */
export const secret = (doc: FieldDoc<string>) =>
  stringField('secret', 'a text of 1 to 255 characters', doc, (value) => value !== '' && value.length <= 255)

export const text = (doc: FieldDoc<string>, { min = 1, max = 255 }: { min?: number; max?: number } = {}) =>
  stringField(
    'text',
    `a text of ${min} to ${max.toLocaleString('en')} characters${min > 0 ? ' that is not blank' : ''}`,
    doc,
    (value) => value.length <= max && (min === 0 || !isBlank(value)),
  )

type IdKind = { [K in FieldKind]: (typeof fieldKinds)[K] extends 'id' ? K : never }[FieldKind]

/** An id that the provider gave out: text, even where it has only digits. */
export const id = (kind: IdKind, doc: FieldDoc<string>) =>
  normalisedField(
    kind,
    'an id of 1 to 64 characters without spaces',
    doc,
    (value) => value.trim(),
    (value) => /^\S{1,64}$/.test(value),
  )

export const email = (doc: FieldDoc<string>) =>
  normalisedField(
    'email',
    'an e-mail address',
    doc,
    (value) => value.trim(),
    (value) => value.length <= 254 && v.EMAIL_REGEX.test(value),
  )

const isWebAddress = (value: string) => {
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && value.length <= 2_000
}

/** An absolute http or https address. */
export const url = (doc: FieldDoc<string>, kind: 'url' | 'callbackUrl' = 'url') =>
  stringField(kind, 'an absolute http or https address of at most 2,000 characters', doc, isWebAddress)

const isCalendarDate = (value: string) => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (!match) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}

/** A day of the calendar, such as a birthday. */
export const calendarDate = (doc: FieldDoc<string>) =>
  stringField('calendarDate', 'a date of the calendar as YYYY-MM-DD', doc, isCalendarDate)

export const flag = (doc: FieldDoc<boolean>) =>
  v.pipe(v.boolean(), about<boolean>({ ...doc, kind: 'flag', accepts: 'true or false' }))

export const integer = (
  doc: FieldDoc<number>,
  { kind = 'count', min, max }: { kind?: 'count' | 'seconds'; min: number; max: number },
) =>
  v.pipe(
    v.number(),
    v.check((value) => Number.isInteger(value) && value >= min && value <= max),
    about<number>({
      ...doc,
      kind,
      accepts: `a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`,
    }),
  )

/** An exact decimal, as text: "12.50" stays "12.50". */
export const amount = (doc: FieldDoc<string>) =>
  stringField('amount', 'a decimal number as text, such as "12.50"', doc, (value) =>
    /^-?\d{1,18}(\.\d{1,12})?$/.test(value),
  )

export const choice = <const Value extends string>(choices: Choices<Value>, doc: FieldDoc<NoInfer<Value>>) =>
  v.pipe(
    v.picklist(Object.keys(choices.values) as Value[]),
    about<Value>({ ...doc, kind: 'choice', choices, accepts: `one of ${Object.keys(choices.values).join(', ')}` }),
  )

const instantText = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i

const toInstant = (value: Date | string): Date => {
  if (typeof value !== 'string') return value
  const match = instantText.exec(value.trim())
  return match && isCalendarDate(match[1] as string) ? new Date(value.trim()) : new Date(Number.NaN)
}

/** Beyond the year 9999 a date has no form that a provider knows. */
const latestInstant = Date.UTC(9999, 11, 30)

/**
 * When a message shall go out: an instant. `call` also refuses one that is not at least 60 seconds ahead.
 * `isExpressible` and `exception` are for a wire that cannot carry every instant.
 */
export const sendTime = (
  doc: FieldDoc<string>,
  {
    isExpressible = () => true,
    exception = '',
  }: { isExpressible?: (instant: Date) => boolean; exception?: string } = {},
) =>
  v.pipe(
    v.union([v.date(), v.string()]),
    v.transform(toInstant),
    v.check((value) => value.getTime() <= latestInstant && isExpressible(value)),
    about<Date>({
      ...doc,
      kind: 'sendTime',
      accepts: `an instant at least 60 seconds ahead, as ISO 8601 with its offset, such as 2030-01-31T09:00:00+01:00${exception}`,
    }),
  )

/**
 * One or many of a field; at most 10,000 unless said otherwise, so that one request stays one request. What is given
 * twice, however it is written, counts once: nobody gets the same message two times.
 */
export const list = <Item extends v.GenericSchema<string, string>>(
  item: Item,
  doc: FieldDoc<readonly string[]>,
  { max = 10_000 }: { max?: number } = {},
) => {
  const field = fieldMetadata(item)
  return v.pipe(
    v.array(item),
    v.minLength(1),
    v.maxLength(max),
    v.transform((items) => [...new Set(items)]),
    about<string[]>({
      ...field,
      ...doc,
      accepts: `a list of 1 to ${max.toLocaleString('en')} items, each ${field.accepts}`,
    }),
  )
}

export const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(schema)

/** The input of an operation: exactly these fields, nothing beside them. */
export const fields = <Entries extends v.ObjectEntries>(entries: Entries) => v.strictObject(entries)
