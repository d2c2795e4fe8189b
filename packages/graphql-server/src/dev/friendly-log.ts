import type { DestinationStream } from 'pino'
import type { CallRecord } from '../request-context.ts'

interface LogLine {
  readonly time: string
  readonly msg: string
  readonly level: number
  readonly calls?: readonly CallRecord[]
  readonly status?: number
  /** Of a callback. */
  readonly result?: string
}

const warnLevel = 40

const describeCall = ({ operation, durationMs, kind, outcome, isReplay }: CallRecord): string => {
  const result = kind === undefined ? 'ok' : `${kind}, ${outcome}`
  return `${operation} ${result} ${isReplay ? 'without a call: its idempotency key is known' : `in ${durationMs.toFixed(0)} ms`}`
}

const describe = ({ calls = [], status, result, msg, level, ...rest }: LogLine): string | undefined => {
  if (calls.length > 0) return calls.map(describeCall).join(' · ')
  if (msg === 'callback') return `delivery report: ${result}`
  if (status !== undefined) return `HTTP ${status}`
  return level >= warnLevel ? `${msg} ${JSON.stringify({ ...rest, time: undefined })}` : undefined
}

/** Takes the JSON lines of the server's log and writes each as a short line for people. */
export const createFriendlyLog = (write: (line: string) => void): DestinationStream => ({
  write(json) {
    const line = JSON.parse(json) as LogLine
    const text = describe(line)
    if (text !== undefined) write(`${line.time.slice(11, 19)}  ${text}\n`)
  },
})
