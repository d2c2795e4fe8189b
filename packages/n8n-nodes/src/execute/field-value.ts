import { type Field, fromWallTime } from '@heliograph/core'

/** What turns a parameter of n8n into a field of an operation. */
export interface ValueContext {
  /** IANA name of the workflow's time zone. */
  readonly timezone: string
  /** Whether an empty text is a value (it clears a field of a record) instead of nothing. */
  readonly keepsEmpty: boolean
}

const isLocator = (value: unknown): value is { readonly value: unknown } =>
  typeof value === 'object' && value !== null && '__rl' in value && 'value' in value

const isScalar = (value: unknown): value is string | number | bigint | boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value)

/** Sheets and expressions give numbers where a provider wants text. What is neither stays, for core to refuse it. */
const toText = (value: unknown): unknown => (isScalar(value) ? String(value) : value)

const toList = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toText)
  const text = toText(value)
  return typeof text === 'string'
    ? text
        .split(/[,;\n]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : value
}

const toBoolean = (value: unknown): unknown => {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (word === 'true' || word === 1) return true
  return word === 'false' || word === 0 ? false : value
}

const toInteger = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : value

const localTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/

/** A time without an offset is one of the workflow's clocks; any other is left to core. */
const toInstant = (value: unknown, { timezone }: ValueContext): unknown => {
  if (typeof value !== 'string') return value
  const match = localTime.exec(value.trim())
  if (!match) return value
  const [, date = '', time = '00:00', seconds = '00'] = match
  return fromWallTime(`${date} ${time}:${seconds}`, timezone) ?? value
}

/** The date picker and expressions give a time with it. */
const toDate = (value: unknown): unknown => {
  const text = value instanceof Date ? value.toISOString() : value
  return typeof text === 'string' ? text.trim().replace(/^(\d{4}-\d\d-\d\d)[T ].*$/, '$1') : text
}

const convert = (field: Field, value: unknown, context: ValueContext): unknown => {
  if (field.isList) return toList(value)
  if (field.kind === 'calendarDate') return toDate(value)
  switch (field.shape) {
    case 'boolean':
      return toBoolean(value)
    case 'integer':
      return toInteger(value)
    case 'instant':
      return toInstant(value, context)
    case 'record':
      return value
    default:
      return toText(value)
  }
}

const isEmpty = (value: unknown, keepsEmpty: boolean): boolean =>
  value === undefined || value === null || (value === '' && !keepsEmpty)

/** The value of a field from a node's parameter; undefined where it was left empty. Never judges: core does, in words. */
export const toFieldValue = (field: Field, parameter: unknown, context: ValueContext): unknown => {
  const value: unknown = isLocator(parameter) ? parameter.value : parameter
  const keepsEmpty = context.keepsEmpty && field.kind === 'text'
  return isEmpty(value, keepsEmpty) ? undefined : convert(field, value, context)
}
