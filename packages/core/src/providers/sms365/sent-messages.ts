import { estimateParts } from '../../messages/estimate-parts.ts'
import type { PlannedMessage } from '../../messages/sent-messages.ts'
import { toInternational } from './recipient.ts'

interface SmsOptions {
  readonly text: string
  readonly unicode?: boolean | undefined
  readonly sendAt?: Date | undefined
}

/** One SMS of a send. */
export const planSms = (number: string, { text, unicode: ucs, sendAt: instant }: SmsOptions): PlannedMessage => ({
  to: toInternational(number),
  kind: 'SMS',
  text,
  parts: estimateParts(text, { provider: 'sms365', unicode: ucs }).expected.parts,
  sendAt: instant ?? null,
})

/** One Viber message of a send. */
export const planViber = (number: string, { text }: { readonly text?: string | undefined }): PlannedMessage => ({
  to: toInternational(number),
  kind: 'VIBER',
  text: text ?? null,
  parts: null,
  sendAt: null,
})
