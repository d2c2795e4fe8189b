import * as v from 'valibot'
import type { CatalogueEntry } from './catalogue.ts'
import type { Field } from './describe-fields.ts'
import type { FieldShape } from './field-kinds.ts'
import type { FieldIssue } from './provider-call-error.ts'

/** A message that is scheduled is at least this far ahead: a gateway whose clock is fast would send it at once. */
export const leastScheduleMs = 60_000

const count = (value: number, what: string) => `${value.toLocaleString('en')} ${what}`

const show = (value: unknown): string => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (Array.isArray(value)) return `a list of ${count(value.length, 'items')}`
  if (typeof value === 'string') {
    return value.length > 60
      ? `${JSON.stringify(value.slice(0, 60))}… (${count(value.length, 'characters')})`
      : JSON.stringify(value)
  }
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return `the boolean ${value}`
  return value === null ? 'null' : `a value of type ${typeof value}`
}

const showSensitive = (value: unknown): string => {
  if (typeof value === 'string') return `a text of ${count(value.length, 'characters')}`
  return value === null ? 'null' : `a value of type ${typeof value}`
}

const textShapes: ReadonlySet<FieldShape> = new Set<FieldShape>(['string', 'id', 'decimal'])

const describeIssue = (inputFields: readonly Field[], issue: v.BaseIssue<unknown>): FieldIssue => {
  const keys = issue.path?.map((item) => String(item.key)) ?? []
  const path = keys.join('.')
  const field = inputFields.find(({ name }) => name === keys[0])
  // A check over several fields brings its own sentence.
  if (!field)
    return { path, message: issue.kind === 'schema' ? 'the input must be an object of fields' : issue.message }
  const isItem = keys.length > 1
  const accepts = (isItem ? field.itemAccepts : field.accepts) ?? ''
  const given = issue.path?.at(-1)?.value
  if (given === undefined) return { path, message: `${path} is required: ${accepts}` }
  // The likeliest slip: a number where digits are meant.
  const isNotText = typeof given !== 'string' && textShapes.has(field.shape) && (isItem || !field.isList)
  const shown = field.isSensitive ? showSensitive(given) : show(given)
  return { path, message: `${path} must be ${accepts}; given was ${shown}${isNotText ? ', not text' : ''}` }
}

const describeUnknownField = ({ id, inputFields }: CatalogueEntry, name: string): FieldIssue => {
  const names = inputFields.map((field) => field.name)
  const accepted = names.length > 0 ? `its fields are ${names.join(', ')}` : 'it has no fields'
  return { path: name, message: `${name} is not a field of ${id}: ${accepted}` }
}

/** The times to send at that are past, or so near that they would be when the request arrives. */
export const findEarlySendTimes = (
  { inputFields }: CatalogueEntry,
  input: Readonly<Record<string, unknown>>,
  now: number,
): readonly FieldIssue[] =>
  inputFields.flatMap(({ name, kind, accepts }) => {
    const value = kind === 'sendTime' ? input[name] : undefined
    if (!(value instanceof Date) || value.getTime() - now >= leastScheduleMs) return []
    const reason = 'the gateway could send the message at once. Leave it out to send now'
    return [{ path: name, message: `${name} must be ${accepts}; given was ${show(value)}, and ${reason}` }]
  })

const isRecord = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input)

/** An input as `encode` takes it. */
export type CheckedInput = Readonly<Record<string, unknown>>

/** The input as `encode` takes it, or what is wrong with it, before anything is sent. */
export const checkInput = (
  entry: CatalogueEntry,
  input: unknown,
  now: number,
): { readonly input: CheckedInput } | { readonly issues: readonly FieldIssue[] } => {
  const given = input ?? {}
  const known = new Set(entry.inputFields.map(({ name }) => name))
  const unknown = isRecord(given) ? Object.keys(given).filter((name) => !known.has(name)) : []
  // The schema would name the first unknown field only.
  const rest =
    unknown.length > 0 ? Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name))) : given
  const result = v.safeParse(entry.operation.input as v.GenericSchema<unknown, Record<string, unknown>>, rest)
  const issues = [
    ...unknown.map((name) => describeUnknownField(entry, name)),
    ...(result.issues ?? []).map((issue) => describeIssue(entry.inputFields, issue)),
    ...(result.success ? findEarlySendTimes(entry, result.output, now) : []),
  ]
  return result.success && issues.length === 0 ? { input: result.output } : { issues }
}
