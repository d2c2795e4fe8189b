import * as v from 'valibot'
import type { CatalogueEntry } from './catalogue.ts'
import type { Field } from './describe-fields.ts'
import type { FieldIssue } from './provider-call-error.ts'

/** A message that is scheduled is at least this far ahead: a gateway whose clock is behind would send it at once. */
export const leastScheduleMs = 60_000

const show = (value: unknown): string => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (Array.isArray(value)) return `a list of ${value.length.toLocaleString('en')} items`
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value !== 'string') return String(value)
  return value.length > 60
    ? `${JSON.stringify(value.slice(0, 60))}… (${value.length.toLocaleString('en')} characters)`
    : JSON.stringify(value)
}

const showSensitive = (value: unknown): string =>
  typeof value === 'string' ? `a text of ${value.length.toLocaleString('en')} characters` : `of type ${typeof value}`

const describeIssue = (entry: CatalogueEntry, issue: v.BaseIssue<unknown>): FieldIssue => {
  const keys = issue.path?.map((item) => String(item.key)) ?? []
  const path = keys.join('.')
  if (keys.length === 0) {
    const isWholeInput = issue.kind === 'schema'
    return { path, message: isWholeInput ? 'the input must be an object of fields' : issue.message }
  }
  const field = entry.inputFields.find(({ name }) => name === keys[0])
  if (!field) {
    const names = entry.inputFields.map(({ name }) => name)
    const accepted = names.length > 0 ? `its fields are ${names.join(', ')}` : 'it has no fields'
    return { path, message: `${path} is not a field of ${entry.id}: ${accepted}` }
  }
  // A check over several fields brings its own sentence.
  if (issue.type === 'partial_check') return { path, message: issue.message }
  const accepted = keys.length > 1 ? field.itemAccepts : field.accepts
  const given = issue.path?.at(-1)?.value
  if (given === undefined) return { path, message: `${path} is required: ${accepted}` }
  return {
    path,
    message: `${path} must be ${accepted}; given was ${field.isSensitive ? showSensitive(given) : show(given)}`,
  }
}

const findEarlySendTimes = (inputFields: readonly Field[], input: Readonly<Record<string, unknown>>, now: number) =>
  inputFields.flatMap(({ name, kind, accepts }): readonly FieldIssue[] => {
    const value = kind === 'sendTime' ? input[name] : undefined
    if (!(value instanceof Date) || value.getTime() - now >= leastScheduleMs) return []
    const reason = 'the gateway could send the message at once. Leave it out to send now'
    return [{ path: name, message: `${name} must be ${accepts}; given was ${show(value)}, and ${reason}` }]
  })

/** The input as `encode` takes it, or what is wrong with it, before anything is sent. */
export const checkInput = (
  entry: CatalogueEntry,
  input: unknown,
  now: number,
): { readonly input: Record<string, unknown> } | { readonly issues: readonly FieldIssue[] } => {
  const result = v.safeParse(entry.operation.input as v.GenericSchema<unknown, Record<string, unknown>>, input ?? {})
  if (!result.success) return { issues: result.issues.map((issue) => describeIssue(entry, issue)) }
  const issues = findEarlySendTimes(entry.inputFields, result.output, now)
  return issues.length > 0 ? { issues } : { input: result.output }
}
