import { type CatalogueEntry, findOperation } from '@heliograph/core'
import type { Failure } from '../execute/failure.ts'
import type { Input } from '../execute/read-input.ts'
import { type Batch, type BatchedResult, keyWithout, missingFromAnswer } from './batch.ts'

const numberOf = (input: Input): string => (typeof input['to'] === 'string' ? input['to'] : '')

const rejected = (to: string): Failure => ({
  message: `The gateway rejected the recipient ${to}`,
  description: 'Check the number, and that its owner has not opted out. Nothing was sent to it.',
  kind: 'rejected',
  outcome: 'not-accepted',
  subject: { to },
})

const divide = ({ operation }: CatalogueEntry, output: unknown, inputs: readonly Input[]): readonly BatchedResult[] => {
  const results = operation.messages?.read(output, { ...inputs[0], to: inputs.map(numberOf) }) ?? []
  const { balance } = output as { readonly balance: string | null }
  return inputs.map((input, index): BatchedResult => {
    const to = numberOf(input)
    const result = results[index]
    if (result?.accepted && result.id !== null)
      return { output: { smsId: result.id, cost: null, balance, mcc: null, mnc: null } }
    return { failure: result?.accepted === false ? rejected(to) : missingFromAnswer({ to }) }
  })
}

/** Messages with equal text and options go out as one bulk. A bulk has no callback, so a message with one goes alone. */
const sendBatch = (bulk: CatalogueEntry): Batch => ({
  note: 'They go out as one bulk, whose answer tells neither cost nor network of a message. An item with a callback goes alone.',
  members: (input) => [bulk.provider.toInternational(numberOf(input))],
  key: (input) => (input['callback'] === undefined ? keyWithout(input, 'to') : undefined),
  merge: (inputs) => ({ entry: bulk, input: { ...inputs[0], to: inputs.map(numberOf) } }),
  divide: (output, inputs) => divide(bulk, output, inputs),
})

/** sms365 has a bulk for SMS. That of Viber is an operation of its own: its answers cost differently for each recipient. */
export const sms365Batches = (entries: readonly CatalogueEntry[]): Readonly<Record<string, Batch>> => ({
  'sms365.sms.send': sendBatch(findOperation(entries, 'sms365.sms.bulk')),
})
