import type { Logger } from '../log.ts'

const quietMs = 60_000

/** Warns of one kind of trouble. */
export type RepeatedLog = (message: string, facts: Readonly<Record<string, unknown>>) => void

/**
 * Warns at once, and then at most once a minute for each message, with how often it happened since: a provider or a database
 * that is down must not fill the log.
 */
export const createRepeatedLog = (log: Pick<Logger, 'warn'>, now: () => number = Date.now): RepeatedLog => {
  const seen = new Map<string, { readonly at: number; suppressed: number }>()
  return (message, facts) => {
    const last = seen.get(message)
    if (last && now() - last.at < quietMs) {
      last.suppressed++
      return
    }
    seen.set(message, { at: now(), suppressed: 0 })
    log.warn({ ...facts, ...(last && last.suppressed > 0 && { alsoHappened: last.suppressed }) }, message)
  }
}
