import type { GatewayName } from './gateway.ts'

/** Where a message is in its life. The last three are final. */
export type MessageStatus = 'scheduled' | 'accepted' | 'sent' | 'delivered' | 'failed' | 'cancelled'

/** What became of the delivery callback of a message. */
export interface MessageCallback {
  readonly url: string
  state: 'waiting' | 'answered' | 'failed' | 'refused'
  /** HTTP status of its answer, or why there was none. */
  detail: string
}

/** What a gateway knows of a message when it takes it. */
export interface MessageDraft {
  readonly gateway: GatewayName
  readonly id: string
  /** The account that pays: ProxStop's key, sms365's and NetOxygen's user name. */
  readonly account: string
  readonly kind: 'sms' | 'call' | 'viber'
  /** The recipient, digits with country code. */
  readonly to: string
  readonly from: string
  readonly text: string
  /** The code inside a verification message, for a test that plays the user. */
  readonly code: string | null
  readonly parts: number
  readonly cost: number
  readonly unicode: boolean
  readonly flash: boolean
  /** The bulk that it was sent in. */
  readonly batch: string | null
  /** When it is due, in milliseconds since 1970; it goes at once if that is not ahead. */
  readonly sendAt: number
  readonly callback: MessageCallback | null
}

/** A message and how far it has come. Times are milliseconds since 1970. */
export interface SandboxMessage extends MessageDraft {
  status: MessageStatus
  readonly createdAt: number
  sentAt: number | null
  /** When it was delivered or failed. */
  reportedAt: number | null
}
