import { fateOf } from '../../magic-numbers.ts'
import type { SandboxMessage } from '../../message.ts'
import { countParts, countUcs2Parts, toGsm7 } from '../../message-parts.ts'
import { AnswerStatus } from './answer-value.ts'
import { type Call, isOn } from './endpoint.ts'
import { type Mobile, parseMobile } from './mobile-number.ts'

/** What an SMS is sent with, read from the fields that all sending endpoints share. */
export interface SmsContent {
  readonly text: string
  readonly parts: number
  readonly from: string
  readonly unicode: boolean
  readonly flash: boolean
  readonly sendAt: number
}

/** Whether a sender can be one: 11 letters and digits, or 16 digits. */
export const isSender = (from: string): boolean => /^(\d{1,16}|[\p{L}\d .&_-]{1,11})$/u.test(from)

const readSendAt = (timestamp: string | undefined, now: number): number =>
  timestamp !== undefined && /^\d+$/.test(timestamp) ? Math.max(now, Number(timestamp) * 1_000) : now

/** Reads sender, alphabet and time; what is no sender or no time ahead falls back to the account's sender and to now. */
export const readContent = ({ context, account, fields }: Call, text: string): SmsContent => {
  const unicode = isOn(fields['ucs'])
  const sent = unicode ? text : toGsm7(text)
  const from = fields['from']?.trim() ?? ''
  return {
    text: sent,
    // With ucs even a plain text goes out in UCS-2.
    parts: unicode ? countUcs2Parts(sent) : countParts(sent),
    from: isSender(from) ? from : account.sender,
    unicode,
    flash: isOn(fields['flash']),
    sendAt: readSendAt(fields['timestamp'], context.clock.now()),
  }
}

/** Numbers of a comma list, each parsed or undefined. */
export const readRecipients = (to: string): readonly (Mobile | undefined)[] =>
  to
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => parseMobile(text))

/** Whether the account can pay, and the number does not say otherwise. */
export const canPay = (available: number, cost: number, recipients: readonly Mobile[]): boolean =>
  available >= cost && !recipients.some(({ msisdn }) => fateOf(msisdn) === 'insufficientBalance')

/** Reports to status/get and to the callback of the message, if it has one. */
const report = ({ context, account }: Call, message: SandboxMessage, { mcc, mnc }: Mobile): void => {
  account.unread.add(message.id)
  if (!message.callback) return
  context.callbacks.call(message.callback, {
    msgid: message.id,
    status: message.status === 'delivered' ? 'd' : 'f',
    cost: String(message.cost),
    to: message.to,
    mcc,
    mnc,
  })
}

/** What differs from one SMS to the next. */
export interface SmsOptions {
  readonly batch?: string
  readonly code?: string
  readonly onReport?: (message: SandboxMessage) => void
}

/** Takes an SMS, and its cost off the balance. */
export const sendSms = (call: Call, mobile: Mobile, content: SmsContent, options: SmsOptions = {}): SandboxMessage => {
  const { context, account, fields } = call
  const cost = content.parts * mobile.cost
  account.balance -= cost
  const url = fields['callback']?.trim() ?? ''
  return context.life.accept(
    {
      ...content,
      gateway: 'sms365',
      id: String(context.nextId()),
      account: account.username,
      kind: 'sms',
      to: mobile.msisdn,
      cost,
      code: options.code ?? null,
      batch: options.batch ?? null,
      callback: url === '' || options.batch !== undefined ? null : context.callbacks.register(url),
    },
    (message) => {
      report(call, message, mobile)
      options.onReport?.(message)
    },
  )
}

/** The status letter of a message; what has not been reported is `s`. */
export const toStatus = ({ status }: Pick<SandboxMessage, 'status'>): AnswerStatus =>
  new AnswerStatus(status === 'delivered' ? 'd' : status === 'failed' ? 'f' : 's')

/** Seconds from sending to the report; 0 before it. */
export const secondsToDeliver = ({ sendAt, createdAt, reportedAt }: SandboxMessage): number =>
  reportedAt === null ? 0 : Math.ceil((reportedAt - Math.max(sendAt, createdAt)) / 1_000)
