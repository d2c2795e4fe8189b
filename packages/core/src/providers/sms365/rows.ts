import type { AnswerRecord } from '../../answer-record.ts'
import { UnreadableAnswerError } from '../../provider.ts'

const isIndex = (name: string) => /^\d+$/.test(name)

const asList = (value: unknown, itemName: string): readonly unknown[] => {
  if (value === undefined || value === null || value === '') return []
  if (Array.isArray(value)) return value as readonly unknown[]
  // One value where a list was expected.
  if (typeof value !== 'object') return [value]
  const names = Object.keys(value)
  if (names.length === 0) return []
  const record = value as Readonly<Record<string, unknown>>
  // A PHP array with a gap in its keys; integer keys come in ascending order.
  if (names.every(isIndex)) return Object.values(record)
  // A wrapper as in the XML: {"sender": {…}} or {"sender": […]}.
  if (names.length === 1 && names[0] === itemName) return asList(record[itemName], itemName)
  return [record]
}

/**
 * The values of a list in any of the shapes sms365 gives it: an array, an object with numeric keys, a wrapper,
 * or numeric keys beside the envelope; an empty one may be absent, "", [] or {}.
 */
export const listValues = (answer: AnswerRecord, listName: string, itemName: string): readonly unknown[] => {
  for (const name of new Set([listName, itemName])) {
    const values = asList(answer.raw(name), itemName)
    if (values.length > 0) return values
  }
  return answer
    .names()
    .filter(isIndex)
    .map((name) => answer.raw(name))
}

const tryDecode = <Row>(row: AnswerRecord, decodeRow: (row: AnswerRecord) => Row): Row | undefined => {
  try {
    return decodeRow(row)
  } catch (cause) {
    if (cause instanceof UnreadableAnswerError) return undefined
    throw cause
  }
}

/**
 * Decodes the rows of a list. A row that cannot be read is left out and reported, because the others were paid for, or
 * are told only once. Throws UnreadableAnswerError when none of them can be read.
 */
export const decodeRows = <Row>(
  answer: AnswerRecord,
  listName: string,
  itemName: string,
  decodeRow: (row: AnswerRecord) => Row,
): Row[] => {
  const values = listValues(answer, listName, itemName)
  const decoded = values.flatMap((value) => {
    const record = answer.nested(value, `${listName}[]`)
    const row = record && tryDecode(record, decodeRow)
    if (!row) answer.drift(`${listName}[]`, 'changed')
    return row ? [row] : []
  })
  if (decoded.length === 0 && values.length > 0)
    throw new UnreadableAnswerError(`the answer has no readable ${listName}`)
  return decoded
}

/** The answer's own count of rows, or how many were found. Rows that are counted and not there are reported. */
export const decodeCount = (answer: AnswerRecord, countName: string, listName: string, found: number): number => {
  const count = answer.optionalInteger(countName)
  if (count !== null && count > found) answer.drift(`${listName}[]`, 'missing')
  return count ?? found
}

/** `total` of a list. Throws UnreadableAnswerError when it counts rows and none is there. */
export const decodeTotal = (answer: AnswerRecord, listName: string, found: number): number => {
  const total = decodeCount(answer, 'total', listName, found)
  if (total > 0 && found === 0) throw new UnreadableAnswerError(`the answer counts ${total} ${listName} and has none`)
  return total
}
