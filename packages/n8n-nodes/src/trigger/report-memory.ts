import type { MessageStatus } from '@heliograph/core'

/** As static data of n8n keeps it: the oldest first. */
export type ReportEntries = readonly (readonly [smsId: string, status: MessageStatus])[]

/** How many SMS are remembered. All of them are written to n8n's database with each report. */
export const rememberedReports = 1_000

/** The last status of each of the latest SMS. */
export interface ReportMemory {
  /** Takes in what another process, or this one before it was started again, has stored. */
  learn(entries: ReportEntries): void
  recall(smsId: string): MessageStatus | undefined
  /** Undefined makes it forget. */
  remember(smsId: string, status: MessageStatus | undefined): void
  entries(): ReportEntries
}

/** A memory that forgets the oldest SMS once there are more than `limit`. */
export const createReportMemory = (limit = rememberedReports): ReportMemory => {
  let statuses = new Map<string, MessageStatus>()
  const trim = () => {
    for (const smsId of statuses.keys()) {
      if (statuses.size <= limit) return
      statuses.delete(smsId)
    }
  }
  return {
    learn(entries) {
      const own = statuses
      statuses = new Map(entries)
      for (const [smsId, status] of own) {
        statuses.delete(smsId)
        statuses.set(smsId, status)
      }
      trim()
    },
    recall: (smsId) => statuses.get(smsId),
    remember(smsId, status) {
      statuses.delete(smsId)
      if (status === undefined) return
      statuses.set(smsId, status)
      trim()
    },
    entries: () => [...statuses],
  }
}
