import { type DeliveryLookup, providers } from '@heliograph/core'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** How long after each question the next one follows; the last interval repeats. */
export const pollIntervalsMs: readonly number[] = [
  5 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
]

/** A message that is still open this long after it was to be sent is not asked about any more. */
export const giveUpAfterMs = 72 * hour

/** Where a provider reports by itself, its messages are asked about only if no report has come by then. */
export const patienceForReportsMs = hour

const lookups: ReadonlyMap<string, DeliveryLookup> = new Map(
  providers.map(({ name, deliveryLookup }) => [name, deliveryLookup]),
)

/** What decides when a message is asked about. */
export interface PollableMessage {
  /** `netoxygen` */
  readonly provider: string
  readonly kind: 'SMS' | 'VIBER' | 'CALL'
  /** When it was sent, or will be. */
  readonly sentAt: Date
  /** Whether the provider is expected to report by itself. */
  readonly reportsItself: boolean
}

/** When an accepted message is first asked about; null for one whose provider answers no such question. */
export const toFirstPoll = ({ provider, kind, sentAt, reportsItself }: PollableMessage): Date | null => {
  if (!lookups.get(provider)?.kinds.includes(kind)) return null
  return new Date(sentAt.getTime() + (reportsItself ? patienceForReportsMs : (pollIntervalsMs[0] ?? 0)))
}

/**
 * When a message is asked about again that has been asked about `polls` times and is still open; null once it is given up:
 * its status stays what it is. The last question is asked just before that.
 */
export const toNextPoll = (sentAt: Date, polls: number, now: Date): Date | null => {
  const endsAt = sentAt.getTime() + giveUpAfterMs
  if (now.getTime() >= endsAt) return null
  const intervalMs = pollIntervalsMs[Math.min(Math.max(0, polls), pollIntervalsMs.length - 1)] ?? hour
  return new Date(Math.min(now.getTime() + intervalMs, endsAt))
}
