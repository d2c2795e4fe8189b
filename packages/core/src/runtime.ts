/** What core takes from outside instead of reading it itself, so that tests own time and chance. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  now(): number
  /** At least 0, less than 1. */
  random(): number
  /** Resolves after `milliseconds`; rejects with the signal's reason once the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}
