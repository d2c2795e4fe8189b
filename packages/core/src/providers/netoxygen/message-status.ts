import type { MessageStatus } from '../../messages/status.ts'

// "Status codes" of the vendor's document "Interface XML-RPC".
const statusesByLastStatus: Readonly<Record<number, MessageStatus>> = {
  1: 'DELIVERED',
  2: 'SENT',
  3: 'SENT',
  4: 'FAILED',
  5: 'FAILED',
  6: 'EXPIRED',
  7: 'FAILED',
  8: 'ACCEPTED',
  9: 'SCHEDULED',
}

// "Error codes" of the same document; that sent_status holds one of them is inferred from its wording.
const statusesBySentStatus: Readonly<Record<number, MessageStatus>> = {
  1: 'ACCEPTED',
  2: 'FAILED',
  3: 'FAILED',
  4: 'FAILED',
  5: 'FAILED',
  6: 'FAILED',
  7: 'FAILED',
  8: 'FAILED',
  9: 'SCHEDULED',
  10: 'CANCELLED',
}

/** The two codes of a message in common words. A cancellation is told by sent_status alone; otherwise the last status counts. */
export const toMessageStatus = (sentStatus: number | null, lastStatus: number | null): MessageStatus => {
  const bySent = sentStatus === null ? undefined : statusesBySentStatus[sentStatus]
  if (bySent === 'CANCELLED') return bySent
  if (lastStatus !== null) return statusesByLastStatus[lastStatus] ?? 'UNKNOWN'
  return bySent ?? 'UNKNOWN'
}
