import type { AnswerRecord } from '../../answer-record.ts'

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

/** Decodes the rows of a list; what is no row is left out and reported. */
export const decodeRows = <Row>(
  answer: AnswerRecord,
  listName: string,
  itemName: string,
  decodeRow: (row: AnswerRecord) => Row,
): Row[] =>
  listValues(answer, listName, itemName).flatMap((value) => {
    const row = answer.nested(value, `${listName}[]`)
    if (!row) {
      answer.drift(`${listName}[]`, 'changed')
      return []
    }
    return [decodeRow(row)]
  })
