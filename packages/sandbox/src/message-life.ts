import type { Clock } from './clock.ts'
import { fateOf } from './magic-numbers.ts'
import type { MessageDraft, MessageStatus, SandboxMessage } from './message.ts'
import type { GatewayName } from './gateway.ts'
import type { PendingWork } from './pending-work.ts'

/** Keeps messages, and moves them through their lives as time goes by. */
export interface MessageLife {
  /** Takes a message; `onReport` is called once when it is delivered or has failed. */
  accept(draft: MessageDraft, onReport?: (message: SandboxMessage) => void): SandboxMessage
  /** Takes back a message that is still scheduled; false if it is past that. */
  cancel(message: SandboxMessage): boolean
  find(gateway: GatewayName, id: string): SandboxMessage | undefined
  /** All messages kept, oldest first. */
  list(): readonly SandboxMessage[]
  /** Stops every life where it is. */
  close(): void
}

/** How many messages are kept before the oldest are forgotten. */
export const maxMessages = 100_000

const slowness = 10

/** Makes an empty store. `deliveryDelayMs` is the time from going out to the report; half of it is spent `accepted`. */
export const createMessageLife = (clock: Clock, deliveryDelayMs: number, pending: PendingWork): MessageLife => {
  const messages = new Map<string, SandboxMessage>()
  const cancellations = new Map<SandboxMessage, () => void>()

  const later = (message: SandboxMessage, delayMs: number, run: () => void) => {
    const cancel = clock.after(delayMs, () => {
      cancellations.delete(message)
      run()
    })
    cancellations.set(message, cancel)
  }

  const report = (message: SandboxMessage, status: MessageStatus, onReport: (message: SandboxMessage) => void) => {
    message.status = status
    message.reportedAt = clock.now()
    onReport(message)
  }

  const goOut = (message: SandboxMessage, onReport: (message: SandboxMessage) => void) => {
    const done = pending.begin()
    const fate = fateOf(message.to)
    const halfMs = (deliveryDelayMs * (fate === 'slow' ? slowness : 1)) / 2
    message.status = 'accepted'
    later(message, halfMs, () => {
      message.status = 'sent'
      message.sentAt = clock.now()
      if (fate === 'neverReported') return done()
      later(message, halfMs, () => {
        report(message, fate === 'failed' ? 'failed' : 'delivered', onReport)
        done()
      })
    })
  }

  return {
    accept(draft, onReport = () => {}) {
      const now = clock.now()
      const message: SandboxMessage = { ...draft, status: 'scheduled', createdAt: now, sentAt: null, reportedAt: null }
      messages.set(`${draft.gateway} ${draft.id}`, message)
      if (messages.size > maxMessages) {
        for (const oldest of messages.keys()) {
          messages.delete(oldest)
          break
        }
      }
      if (draft.sendAt > now) later(message, draft.sendAt - now, () => goOut(message, onReport))
      else goOut(message, onReport)
      return message
    },
    cancel(message) {
      if (message.status !== 'scheduled') return false
      cancellations.get(message)?.()
      cancellations.delete(message)
      message.status = 'cancelled'
      return true
    },
    find: (gateway, id) => messages.get(`${gateway} ${id}`),
    list: () => [...messages.values()],
    close() {
      for (const cancel of cancellations.values()) cancel()
      cancellations.clear()
    },
  }
}
