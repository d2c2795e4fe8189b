import type { SandboxMessage } from '../../message.ts'
import { toWallClock } from '../../wall-clock.ts'
import { type CallContext, toTexts } from './call-context.ts'
import { type ErrorCode, type StatusCode, errorTexts, statusTexts } from './code-texts.ts'

const findOwn = ({ context, account }: CallContext, id: string): SandboxMessage | undefined => {
  const message = context.life.find('netoxygen', id)
  return message?.account === account.username ? message : undefined
}

// The document does not say which table the two statuses are from; "error code and status code" suggests this.
const codesOf = ({ status }: SandboxMessage): { sent: ErrorCode; last: StatusCode } => {
  switch (status) {
    case 'scheduled':
      return { sent: 9, last: 9 }
    case 'cancelled':
      return { sent: 10, last: 9 }
    case 'accepted':
      return { sent: 1, last: 8 }
    case 'sent':
      return { sent: 1, last: 3 }
    case 'delivered':
      return { sent: 1, last: 1 }
    case 'failed':
      return { sent: 1, last: 4 }
  }
}

const describe = ({ context }: CallContext, message: SandboxMessage): Record<string, unknown> => {
  const { sent, last } = codesOf(message)
  const text = (value: string) => (context.quirks.netoxygen.base64Answers ? Buffer.from(value) : value)
  const sentAt = message.sentAt ?? Math.max(message.createdAt, message.sendAt)
  return {
    from: text(message.from),
    to: text(message.to),
    length: message.text.length,
    sent_date: toWallClock(sentAt, 'Europe/Zurich'),
    sent_status: sent,
    sent_status_text: text(errorTexts[sent]),
    last_date: toWallClock(message.reportedAt ?? sentAt, 'Europe/Zurich'),
    last_status: last,
    last_status_text: text(statusTexts[last]),
  }
}

/** get_status(user, pass, identifier) → [[id, struct]]. An id that is not known is left out, or false by quirk. */
export const getStatus = (call: CallContext): unknown =>
  toTexts(call.params[0], 'identifier').flatMap((id): unknown[] => {
    const message = findOwn(call, id)
    if (message) return [[id, describe(call, message)]]
    return call.context.quirks.netoxygen.unknownStatusFalse ? [[id, false]] : []
  })

/** cancel_message(user, pass, identifier) → [[id, whether it was cancelled]]; its credits come back. */
export const cancelMessage = (call: CallContext): unknown =>
  toTexts(call.params[0], 'identifier').map((id) => {
    const message = findOwn(call, id)
    const isCancelled = message !== undefined && call.context.life.cancel(message)
    if (isCancelled) call.account.credits += message.cost
    return [id, call.context.quirks.netoxygen.okAsInteger ? Number(isCancelled) : isCancelled]
  })
