import type { AnswerRecord } from '../../answer-record.ts'
import { answered, nullable } from '../../answer-fields.ts'
import { fromWallTime } from '../../wall-time.ts'

// The gateway writes times without a zone; its company and its default numbers are Greek, so this is presumed.
const gatewayZone = 'Europe/Athens'

/** When something happened, as the gateway wrote it and as an instant. */
export const timestampEntries = {
  timestamp: nullable(answered('timestampText', 'Time as the gateway wrote it')),
  instant: nullable(
    answered(
      'instant',
      'The same as an instant, where it can be read; a time without a zone is taken as Europe/Athens',
    ),
  ),
}

const toInstant = (timestamp: string): Date | null =>
  /^\d{9,10}$/.test(timestamp) ? new Date(Number(timestamp) * 1_000) : fromWallTime(timestamp, gatewayZone)

/** "YYYY-MM-DD HH:MM:SS" or Unix seconds. */
export const decodeTimestamp = (row: AnswerRecord): { timestamp: string | null; instant: Date | null } => {
  const timestamp = row.optionalText('timestamp')
  return { timestamp, instant: timestamp === null ? null : toInstant(timestamp) }
}
