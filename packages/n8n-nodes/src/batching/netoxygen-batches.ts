import { type CatalogueEntry, findOperation } from '@heliograph/core'
import { type Batch, type BatchedResult, keyWithout, listTexts, missingFromAnswer } from './batch.ts'

interface Recipient {
  readonly to: string
}

interface MessageOfId {
  readonly id: string
}

const collect = <Row>(rows: readonly Row[], nameOf: (row: Row) => string): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [nameOf(row), row]))

/** The rows of an item's members, or a failure if one of them is missing. */
const pick = <Row>(
  found: ReadonlyMap<string, Row>,
  members: readonly string[],
  field: string,
  subject: string,
): BatchedResult => {
  const rows: Row[] = []
  for (const member of members) {
    const row = found.get(member)
    if (row === undefined) return { failure: missingFromAnswer({ [subject]: member }) }
    rows.push(row)
  }
  return { output: { [field]: rows } }
}

const sendBatch = (entry: CatalogueEntry): Batch => ({
  note: 'The gateway takes them as one message to many recipients.',
  members: (input) => listTexts(input, 'to').map((number) => entry.provider.toInternational(number)),
  key: (input) => keyWithout(input, 'to'),
  merge: (inputs) => ({ entry, input: { ...inputs[0], to: inputs.flatMap((input) => listTexts(input, 'to')) } }),
  divide(output, inputs) {
    const { recipients } = output as { readonly recipients: readonly Recipient[] }
    const found = collect(recipients, ({ to }) => entry.provider.toInternational(to))
    return inputs.map((input) => pick(found, this.members(input), 'recipients', 'to'))
  },
})

const idsBatch = (entry: CatalogueEntry): Batch => ({
  note: 'The IDs of all items are asked about together.',
  members: (input) => listTexts(input, 'ids').map((id) => id.trim()),
  key: () => '',
  merge: (inputs) => ({ entry, input: { ids: inputs.flatMap((input) => listTexts(input, 'ids')) } }),
  divide(output, inputs) {
    const { messages } = output as { readonly messages: readonly MessageOfId[] }
    const found = collect(messages, ({ id }) => id)
    return inputs.map((input) => pick(found, this.members(input), 'messages', 'id'))
  },
})

/** NetOxygen takes arrays of recipients and of ids in all its message calls. */
export const netoxygenBatches = (entries: readonly CatalogueEntry[]): Readonly<Record<string, Batch>> => ({
  'netoxygen.message.send': sendBatch(findOperation(entries, 'netoxygen.message.send')),
  'netoxygen.message.status': idsBatch(findOperation(entries, 'netoxygen.message.status')),
  'netoxygen.message.cancel': idsBatch(findOperation(entries, 'netoxygen.message.cancel')),
})
