import { isFinalStatus, judgeReport, type MessageStatus, type ReportNovelty } from '@heliograph/core'
import type { ChangeSource, Contradiction, StoredMessage } from '../store/tables.ts'

/** What somebody says of a message of ours: a callback, an answer to our question, or the answer to the send or to a cancellation. */
export interface IncomingReport {
  /** Our own id. */
  readonly messageId: string
  readonly status: MessageStatus
  /** The provider's own value; null where the status follows from something else. */
  readonly statusRaw: string | null
  /** Credits of the provider, as an exact decimal; null where it does not tell. */
  readonly cost: string | null
  /** The provider's id of the message; null where it does not tell. */
  readonly providerMessageId: string | null
  /** Mobile country code and mobile network code of the recipient's network, where it tells. */
  readonly mcc?: string | null
  readonly mnc?: string | null
  readonly source: ChangeSource
  /** When we learned of it. */
  readonly at: Date
}

/** What reports change of a row. */
export type MessageState = Pick<
  StoredMessage,
  | 'status'
  | 'status_raw'
  | 'cost'
  | 'provider_message_id'
  | 'contradiction'
  | 'accepted_at'
  | 'status_at'
  | 'final_at'
  | 'next_poll_at'
  | 'mcc'
  | 'mnc'
>

/** A row after a report, and what the report was in the light of it. */
export interface FoldedReport {
  /** The very row that was given, if nothing changed. */
  readonly state: MessageState
  /** `news` and `contradiction` belong into the log of changes. */
  readonly novelty: ReportNovelty
}

const gaps = ['provider_message_id', 'cost', 'status_raw', 'mcc', 'mnc', 'accepted_at'] as const

/** The row with what it did not know yet; a report that tells no news may still bring it. */
const fillGaps = (state: MessageState, report: IncomingReport): MessageState => {
  const filled: MessageState = {
    ...state,
    provider_message_id: state.provider_message_id ?? report.providerMessageId,
    cost: state.cost ?? report.cost,
    status_raw: state.status_raw ?? (report.status === state.status ? report.statusRaw : null),
    mcc: state.mcc ?? report.mcc ?? null,
    mnc: state.mnc ?? report.mnc ?? null,
    // Whoever knows the status of a message has accepted it.
    accepted_at: state.accepted_at ?? (report.status === 'UNKNOWN' ? null : report.at),
  }
  return gaps.some((name) => filled[name] !== state[name]) ? filled : state
}

/**
 * The row after a report. A status never goes back and a final one stays, whatever comes later and in whatever order; the first
 * other final status is kept as `contradiction`. A cost that comes with news replaces the one before.
 */
export const foldReport = (state: MessageState, report: IncomingReport): FoldedReport => {
  const { status, statusRaw, cost, at } = report
  const judged = judgeReport(state.status, status)
  const filled = fillGaps(state, report)
  if (judged === 'contradiction') {
    if (state.contradiction !== null) return { state: filled, novelty: 'repeat' }
    const contradiction: Contradiction = { status, statusRaw, at: at.toISOString() }
    return { state: { ...filled, contradiction }, novelty: 'contradiction' }
  }
  if (judged !== 'news') return { state: filled, novelty: judged }
  const isFinal = isFinalStatus(status)
  return {
    state: {
      ...filled,
      status,
      status_raw: statusRaw,
      cost: cost ?? filled.cost,
      status_at: at,
      ...(isFinal && { final_at: at, next_poll_at: null }),
    },
    novelty: 'news',
  }
}
