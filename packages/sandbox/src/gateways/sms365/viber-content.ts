import type { Sms365Account, ViberSender } from './account.ts'
import { isSender } from './delivery.ts'
import type { Call } from './endpoint.ts'
import { type ErrorCode, Refusal } from './errors.ts'

/** A Viber message that passed every documented check. */
export interface ViberContent {
  readonly sender: ViberSender
  readonly text: string
  /** The SMS that follows when Viber fails; undefined if none was asked for. */
  readonly fallback: { readonly text: string; readonly from: string } | undefined
}

type Fields = Call['fields']

const isGiven = (fields: Fields, name: string): boolean => (fields[name]?.trim() ?? '') !== ''

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const isBoolean = (text: string): boolean => ['', 'true', 'false', '1', '0'].includes(text)

/** A sender that is approved and not paused; the first one if none is named. */
const findSender = ({ viberSenders }: Sms365Account, from: string): ViberSender => {
  const sender = from === '' ? viberSenders[0] : viberSenders.find(({ senderId }) => senderId === from)
  if (!sender) throw new Refusal(503)
  if (sender.paused) throw new Refusal(504)
  return sender
}

const findImageError = (fields: Fields): ErrorCode | undefined => {
  const isImage = isGiven(fields, 'image')
  if (isImage && !isWebAddress(fields['image']?.trim() ?? '')) return 509
  // An image parameter without a value: the vendor does not say when it is "missing".
  return !isImage && fields['image'] !== undefined && !isGiven(fields, 'text') ? 509 : undefined
}

// The vendor lists the combinations by their errors alone: text, image, text with button, all three.
const findContentError = (fields: Fields): ErrorCode | undefined => {
  const [isText, isImage] = [isGiven(fields, 'text'), isGiven(fields, 'image')]
  const [isCaption, isAction] = [isGiven(fields, 'button_caption'), isGiven(fields, 'button_action')]
  if (!isText && isImage && (isCaption || isAction)) return 512
  if (!isText && !isImage) return findImageError(fields) ?? 505
  if ([...(fields['text'] ?? '')].length > 1_000) return 506
  if (isAction && !isCaption) return 507
  if (isCaption && !isAction) return 508
  return findImageError(fields) ?? (isText && isImage && !isCaption ? 511 : undefined)
}

const findOptionError = (fields: Fields): ErrorCode | undefined => {
  const { all_devices: allDevices = '', validity = '', sms_from: smsFrom = '' } = fields
  if (!isBoolean(allDevices.trim())) return 510
  // The parameter is in seconds; the minutes of the error's text are a slip.
  const isValidity = /^\d+$/.test(validity) && Number(validity) >= 60 && Number(validity) <= 86_400
  if (validity !== '' && !isValidity) return 513
  return smsFrom !== '' && !isSender(smsFrom) ? 514 : undefined
}

/** Reads what viber/send and viber/bulk have in common. Throws the documented Refusal. */
export const readViberContent = ({ account, fields }: Call): ViberContent => {
  const sender = findSender(account, fields['from']?.trim() ?? '')
  const error = findContentError(fields) ?? findOptionError(fields)
  if (error) throw new Refusal(error)
  const text = fields['text']?.trim() ?? ''
  const isFallback = fields['sms_fallback'] === 'true' || fields['sms_fallback'] === '1'
  return {
    sender,
    text,
    fallback: isFallback
      ? { text: fields['sms_text']?.trim() || text, from: fields['sms_from']?.trim() ?? '' }
      : undefined,
  }
}
