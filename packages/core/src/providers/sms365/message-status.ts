import type { AnswerRecord } from '../../answer-record.ts'
import { answered, answeredChoice, nullable } from '../../answer-fields.ts'
import { messageStatus, type MessageStatus } from '../../messages/status.ts'

const statusesByValue: Readonly<Record<string, MessageStatus>> = {
  s: 'SENT',
  d: 'DELIVERED',
  f: 'FAILED',
  // The same as digits, seen in independent code.
  1: 'SENT',
  2: 'DELIVERED',
  3: 'FAILED',
}

/** A status letter (or digit) of sms365 in common words. Source: api/sms/send and api/status of the vendor's page. */
export const toMessageStatus = (value: string | null): MessageStatus => {
  const key = value?.toLowerCase() ?? ''
  return Object.hasOwn(statusesByValue, key) ? (statusesByValue[key] as MessageStatus) : 'UNKNOWN'
}

/** The status of an SMS and the gateway's own letter. */
export const statusEntries = {
  status: answeredChoice(messageStatus, 'What became of the SMS'),
  statusRaw: nullable(answered('rawValue', 'Status as the gateway gave it: s, d or f')),
}

export const decodeStatus = (row: AnswerRecord): { status: MessageStatus; statusRaw: string | null } => {
  const statusRaw = row.optionalText('status')
  return { status: toMessageStatus(statusRaw), statusRaw }
}
