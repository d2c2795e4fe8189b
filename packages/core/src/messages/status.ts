import { defineChoices } from '../field-kinds.ts'

/** What became of a message, in the words all providers share. The provider's own value stands beside it, as statusRaw. */
export const messageStatus = defineChoices('MessageStatus', 'What became of a message', {
  SCHEDULED: 'Waits for the time it is to be sent at',
  ACCEPTED: 'Taken by the provider, not yet handed to a network',
  SENT: 'Handed to a network; no delivery report yet',
  DELIVERED: 'Delivered to the device',
  FAILED: 'Not delivered, and will not be',
  EXPIRED: 'Not delivered within its validity',
  CANCELLED: 'Cancelled before it was sent',
  UNKNOWN: 'A status that is not known; see the raw value',
})

export type MessageStatus = keyof typeof messageStatus.values
