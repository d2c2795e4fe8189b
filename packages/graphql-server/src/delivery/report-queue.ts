import { createGroupWrites, type GroupWrites } from '../store/group-writes.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { type AppliedReport, applyReports } from './apply-reports.ts'
import type { IncomingReport } from './fold-report.ts'

/** Writes reports that come one by one, many at once. */
export type ReportQueue = GroupWrites<IncomingReport, AppliedReport>

export const createReportQueue = (db: StoreDatabase): ReportQueue =>
  createGroupWrites((reports) => applyReports(db, reports), { largestGroup: 500, mostWaiting: 20_000 })
