import type { StoreDatabase } from '../store/tables.ts'
import { type AppliedReport, applyReports } from './apply-reports.ts'
import type { IncomingReport } from './fold-report.ts'

/** Writes reports that come one by one, many at once. */
export interface ReportQueue {
  /** Resolves once the report is stored. Rejects if it could not be, or if too many wait already. */
  add(report: IncomingReport): Promise<AppliedReport>
}

interface WaitingReport {
  readonly report: IncomingReport
  readonly resolve: (applied: AppliedReport) => void
  readonly reject: (error: unknown) => void
}

const largestBatch = 500

/** More would only be answered after their senders have given up. */
const mostWaiting = 20_000

/**
 * A report that comes while nothing is being written is written at once; those that come meanwhile wait, and go together in
 * the next transaction. So one costs no wait, and thousands cost few transactions.
 */
export const createReportQueue = (db: StoreDatabase): ReportQueue => {
  const waiting: WaitingReport[] = []
  let isWriting = false

  const write = async (batch: readonly WaitingReport[]) => {
    try {
      const applied = await applyReports(
        db,
        batch.map(({ report }) => report),
      )
      for (const [index, { resolve }] of batch.entries()) resolve(applied[index] as AppliedReport)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  const writeAll = async () => {
    isWriting = true
    while (waiting.length > 0) await write(waiting.splice(0, largestBatch))
    isWriting = false
  }
  return {
    add: (report) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) throw new Error('Too many reports wait to be stored')
        waiting.push({ report, resolve, reject })
        if (!isWriting) void writeAll()
      }),
  }
}
