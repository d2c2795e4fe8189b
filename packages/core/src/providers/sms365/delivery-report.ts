import { normalisePhoneNumber } from '../../fields.ts'
import type { MessageStatus } from '../../messages/status.ts'
import { toMessageStatus } from './message-status.ts'

/** What a delivery callback of sms365 says. It is not signed: only a secret in its address tells that sms365 sent it. */
export interface Sms365DeliveryReport {
  readonly smsId: string
  readonly status: MessageStatus
  /** The gateway's own letter: d or f. */
  readonly statusRaw: string
  /** Recipient in international form, digits alone. */
  readonly to: string | null
  /** SMS credits, as an exact decimal. */
  readonly cost: string | null
  /** Mobile country code and mobile network code of the recipient's network; a leading zero counts. */
  readonly mcc: string | null
  readonly mnc: string | null
  /** Every other parameter of the address: what the sender of the SMS put there to know it again. */
  readonly correlation: Readonly<Record<string, string>>
}

const ownNames: ReadonlySet<string> = new Set(['msgid', 'status', 'cost', 'to', 'mcc', 'mnc'])

const matchOrNull = (value: string | undefined, form: RegExp): string | null => {
  const text = value?.trim() ?? ''
  return form.test(text) ? text : null
}

/**
 * Reads the query of a delivery callback: `msgid, status, cost, to, mcc, mnc` as sms365 appends them, and what was there before.
 * Of a repeated name the last counts, because sms365 appends. Null where no message id or no status can be read; the
 * other fields are null where they are missing or of no known form.
 * Source: callback of api/sms/send and api/2fa/send of the vendor's page.
 */
export const readSms365DeliveryReport = (
  parameters: Iterable<readonly [name: string, value: string]>,
): Sms365DeliveryReport | null => {
  const values = new Map<string, string>()
  const correlation = new Map<string, string>()
  for (const [name, value] of parameters) (ownNames.has(name) ? values : correlation).set(name, value)
  const smsId = matchOrNull(values.get('msgid'), /^\S{1,64}$/)
  const statusRaw = matchOrNull(values.get('status'), /^\S{1,64}$/)
  // A failed send has the id 0.
  if (smsId === null || smsId === '0' || statusRaw === null) return null
  return {
    smsId,
    status: toMessageStatus(statusRaw),
    statusRaw,
    to: matchOrNull(normalisePhoneNumber(values.get('to') ?? ''), /^\d{3,20}$/),
    cost: matchOrNull(values.get('cost'), /^-?\d{1,18}(\.\d{1,12})?$/),
    mcc: matchOrNull(values.get('mcc'), /^\d{3}$/),
    mnc: matchOrNull(values.get('mnc'), /^\d{2,3}$/),
    correlation: Object.fromEntries(correlation),
  }
}
