import type { SandboxContext } from '../../context.ts'
import { fateOf } from '../../magic-numbers.ts'
import { countParts, fitsGsm7 } from '../../message-parts.ts'
import { fromWallClock } from '../../wall-clock.ts'
import type { NetoxygenAccount } from './account.ts'
import { type CallContext, toText, toTexts } from './call-context.ts'
import type { ErrorCode } from './code-texts.ts'
import { cleanNumber } from './number.ts'

interface Outgoing {
  readonly text: string
  readonly parts: number
  readonly sender: string
  readonly type: string
  readonly sendAt: number
}

// The vendor gives no limit; ten parts is the sandbox's own.
const maxParts = 10

const isSender = (sender: string) => /^(\d{1,16}|[ -~]{1,11})$/.test(sender)

const findError = (
  { quirks }: SandboxContext,
  account: NetoxygenAccount,
  { text, parts, sender, type }: Outgoing,
  number: string | undefined,
): ErrorCode | undefined => {
  if (text === '') return 7
  if (parts > maxParts) return 8
  if (type !== 'text' && type !== 'flash') return 4
  if (sender !== '' && !isSender(sender)) return 6
  const fate = number === undefined ? 'invalidNumber' : fateOf(number)
  if (fate === 'invalidNumber') return 5
  if (fate === 'optedOut') return 3
  // No code is documented for an account without credits.
  if (fate === 'insufficientBalance') return 2
  return account.credits < parts && !quirks.netoxygen.negativeCredits ? 2 : undefined
}

const sendTo = ({ context, account }: CallContext, outgoing: Outgoing, destination: string): unknown[] => {
  const { quirks } = context
  const ok = (isOk: boolean) => (quirks.netoxygen.okAsInteger ? Number(isOk) : isOk)
  const shown = quirks.netoxygen.base64Answers ? Buffer.from(destination) : destination
  const number = cleanNumber(destination)
  const error = findError(context, account, outgoing, number)
  if (error !== undefined || number === undefined) return [shown, ok(false), error ?? 5]
  const { text, parts, sender, type, sendAt } = outgoing
  account.credits -= parts
  const { id } = context.life.accept({
    gateway: 'netoxygen',
    id: String(context.nextId()),
    account: account.username,
    kind: 'sms',
    to: number,
    from: account.senders.includes(sender) ? sender : account.defaultSender,
    text,
    code: null,
    parts,
    cost: parts,
    unicode: !fitsGsm7(text),
    flash: type === 'flash',
    batch: null,
    sendAt,
    callback: null,
  })
  return [shown, ok(true), id]
}

/** send_message(user, pass, dest, message[, sender, date, type]) → [[dest, ok, id or error code]]. */
export const sendMessage = (call: CallContext): unknown => {
  const [dest, message, sender = '', date = '', type = 'text'] = call.params
  const text = toText(message, 'message')
  const outgoing: Outgoing = {
    text,
    parts: countParts(text),
    sender: toText(sender, 'sender'),
    type: toText(type, 'type') || 'text',
    // A date that no calendar has, or that is past, means at once.
    sendAt: fromWallClock(toText(date, 'date').trim(), 'Europe/Zurich') ?? call.context.clock.now(),
  }
  return toTexts(dest, 'dest').map((destination) => sendTo(call, outgoing, destination))
}
