import type { AnswerRecord } from '../../answer-record.ts'

const isIndex = (name: string) => /^\d+$/.test(name)

const asList = (value: unknown, itemName: string): readonly unknown[] | undefined => {
  if (value === undefined || value === '') return []
  if (Array.isArray(value)) return value as readonly unknown[]
  if (typeof value !== 'object' || value === null) return undefined
  const names = Object.keys(value)
  if (names.length === 0) return []
  const record = value as Readonly<Record<string, unknown>>
  // A PHP array with a gap in its keys; integer keys come in ascending order.
  if (names.every(isIndex)) return Object.values(record)
  // A wrapper as in the XML: {"sender": {…}} or {"sender": […]}.
  if (names.length === 1 && names[0] === itemName) return asList(record[itemName], itemName)
  // One row where a list was expected.
  return [record]
}

/**
 * The values of a list in any of the shapes sms365 gives it: an array, an object with numeric keys, a wrapper,
 * or numeric keys beside the envelope; an empty one may be absent, "", [] or {}.
 */
export const listValues = (answer: AnswerRecord, listName: string, itemName: string): readonly unknown[] => {
  const values = asList(answer.raw(listName), itemName)
  if (values === undefined) answer.drift(listName, 'changed')
  if (values && values.length > 0) return values
  const single = listName === itemName ? [] : asList(answer.raw(itemName), itemName)
  if (single && single.length > 0) return single
  const indexes = answer.names().filter(isIndex)
  return indexes.map((name) => answer.raw(name))
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
