import { type CatalogueEntry, normalisePhoneNumber } from '@heliograph/core'
import type { Failure } from '../execute/failure.ts'
import type { Input } from '../execute/read-input.ts'
import { type Batch, type BatchedResult, findEntry, keyWithout, missingFromAnswer } from './batch.ts'

interface BulkAnswer {
  readonly messages: readonly { readonly smsId: string; readonly msisdn: string | null }[]
  readonly accepted: number
  readonly rejected: number | null
  readonly balance: string | null
}

/** Ten national digits that begin with 69 are a Greek mobile number; the answer has it with its country code. */
const toMember = (number: string): string => {
  const digits = normalisePhoneNumber(number)
  return /^69\d{8}$/.test(digits) ? `30${digits}` : digits
}

const numberOf = (input: Input): string => (typeof input['to'] === 'string' ? input['to'] : '')

const rejected = (to: string): Failure => ({
  message: `The gateway rejected the recipient ${to}`,
  description: 'Check the number, and that its owner has not opted out. Nothing was sent to it.',
  kind: 'rejected',
  outcome: 'not-accepted',
  subject: { to },
})

const divide = (answer: BulkAnswer, inputs: readonly Input[]): readonly BatchedResult[] => {
  const found = new Map(answer.messages.map((message) => [toMember(message.msisdn ?? ''), message]))
  const missing = inputs.filter((input) => !found.has(toMember(numberOf(input)))).length
  // Only if the counts agree with what came back is a missing recipient a rejected one; else it may have been sent.
  const isAccountedFor =
    answer.accepted === answer.messages.length &&
    answer.accepted === inputs.length - missing &&
    (answer.rejected ?? missing) === missing
  return inputs.map((input): BatchedResult => {
    const to = numberOf(input)
    const message = found.get(toMember(to))
    if (!message) return { failure: isAccountedFor ? rejected(to) : missingFromAnswer({ to }) }
    return { output: { smsId: message.smsId, cost: null, balance: answer.balance, mcc: null, mnc: null } }
  })
}

/** Messages with equal text and options go out as one bulk. A bulk has no callback, so a message with one goes alone. */
const sendBatch = (bulk: CatalogueEntry): Batch => ({
  note: 'They go out as one bulk, whose answer tells neither cost nor network of a message. An item with a callback goes alone.',
  members: (input) => [toMember(numberOf(input))],
  key: (input) => (input['callback'] === undefined ? keyWithout(input, 'to') : undefined),
  merge: (inputs) => ({ entry: bulk, input: { ...inputs[0], to: inputs.map(numberOf) } }),
  divide: (output, inputs) => divide(output as BulkAnswer, inputs),
})

/** sms365 has a bulk for SMS. That of Viber is an operation of its own: its answers cost differently for each recipient. */
export const sms365Batches = (entries: readonly CatalogueEntry[]): Readonly<Record<string, Batch>> => ({
  'sms365.sms.send': sendBatch(findEntry(entries, 'sms365.sms.bulk')),
})
