import { estimateParts } from '../../messages/estimate-parts.ts'
import { acceptedMessage, type MessageResult, type SentMessages } from '../../messages/sent-messages.ts'
import { toInternational } from './recipient.ts'

interface Input {
  readonly to: readonly string[]
  readonly message: string
  readonly sendAt?: Date | undefined
}

interface Output {
  readonly recipients: readonly {
    readonly to: string
    readonly accepted: boolean
    readonly id: string | null
    readonly errorCode: number | null
    readonly errorText: string | null
  }[]
}

/** The messages of message.send. */
export const sentMessages: SentMessages<Input, Output> = {
  plan({ to, message: text, sendAt = null }) {
    const { parts } = estimateParts(text, { provider: 'netoxygen' }).expected
    return to.map((number) => ({ to: toInternational(number), kind: 'SMS', text, parts, sendAt }))
  },
  read({ recipients }, { to, sendAt }) {
    const found = new Map(recipients.map((recipient) => [toInternational(recipient.to), recipient]))
    return to.map((number): MessageResult => {
      const recipient = found.get(toInternational(number))
      if (!recipient) return { accepted: null }
      if (recipient.accepted) return acceptedMessage(recipient.id, sendAt)
      const { errorCode, errorText } = recipient
      return { accepted: false, code: errorCode === null ? null : String(errorCode), reason: errorText }
    })
  },
}
