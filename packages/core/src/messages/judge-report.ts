import type { MessageStatus } from './status.ts'

/**
 * What a report is, in the light of the status known before it.
 * - `news`: the first one, or a step forward.
 * - `contradiction`: another final status than before.
 * - `repeat`: the same status again.
 * - `stale`: a step back, or a status that says less than what is known.
 */
export type ReportNovelty = 'news' | 'contradiction' | 'repeat' | 'stale'

/** How far a message has come; it never goes back. */
const ranks: Readonly<Record<MessageStatus, number>> = {
  UNKNOWN: 0,
  SCHEDULED: 1,
  ACCEPTED: 2,
  SENT: 3,
  DELIVERED: 4,
  FAILED: 4,
  EXPIRED: 4,
  CANCELLED: 4,
}

/** Whether nothing more is expected of a message. */
export const isFinalStatus = (status: MessageStatus): boolean => ranks[status] === ranks.DELIVERED

/** A final status never goes back, a repeat changes nothing, and a contradiction is told apart. */
export const judgeReport = (previous: MessageStatus | undefined, next: MessageStatus): ReportNovelty => {
  if (previous === next) return 'repeat'
  if (previous === undefined) return 'news'
  if (isFinalStatus(previous)) return isFinalStatus(next) ? 'contradiction' : 'stale'
  return ranks[next] > ranks[previous] ? 'news' : 'stale'
}
