import { createGroupWrites, type GroupWrites, TooManyWritesError } from '../store/group-writes.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { type AppliedReport, applyReports } from './apply-reports.ts'
import type { IncomingReport } from './fold-report.ts'

/** Writes reports that come one by one, many at once. */
export type ReportQueue = GroupWrites<IncomingReport, AppliedReport>

export const createReportQueue = (db: StoreDatabase): ReportQueue => {
  const groups = createGroupWrites((reports: readonly IncomingReport[]) => applyReports(db, reports), {
    largestGroup: 500,
    gatherMs: 4,
    mostWaiting: 20_000,
  })
  return {
    async add(report) {
      try {
        return await groups.add(report)
      } catch (error) {
        if (error instanceof TooManyWritesError) throw error
        // Nobody knows whether the gateway tells it again, and what failed may have been another report of the group.
        const [applied] = await applyReports(db, [report])
        return applied as AppliedReport
      }
    },
  }
}
