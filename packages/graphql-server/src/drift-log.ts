import type { DriftReport } from '@heliograph/core'
import type { Logger } from './log.ts'

const mostKept = 1_000

/** Tells the log of each drift of a provider's answers once, however often it is seen. */
export const createDriftLog = (log: Logger): ((report: DriftReport) => void) => {
  const seen = new Set<string>()
  return ({ operation, path, change }) => {
    const drift = `${operation} ${change} ${path}`
    if (seen.has(drift) || seen.size >= mostKept) return
    seen.add(drift)
    log.warn({ operation, path, change }, 'the answer differs from what is documented')
  }
}
