import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** Something that is done again and again, and at once when it is woken. */
export interface Repetition {
  /** Does it again as soon as what runs now has ended. */
  wake(): void
  /** Resolves once nothing runs any more. */
  stop(): Promise<void>
}

export interface RepeatOptions {
  /** How long nothing happens if nobody wakes it. */
  readonly everyMs: number
  readonly signal: AbortSignal
  /** Hears of each failure; the next time comes all the same. */
  onError(error: Error): void
}

/** Calls `run` now, then every so often, never twice at the same time; at once again if it says that there is more to do. */
export const repeat = (run: () => Promise<boolean>, { everyMs, signal, onError }: RepeatOptions): Repetition => {
  let isWoken = false
  let wakeUp = () => {}
  const stopped = new AbortController()
  const end = AbortSignal.any([signal, stopped.signal])
  const pause = () => {
    const pausing = new AbortController()
    wakeUp = () => pausing.abort()
    // The wait ends the same way whether its time is over or somebody ends it.
    return sleep(everyMs, undefined, { signal: AbortSignal.any([end, pausing.signal]), ref: false }).catch(() => {})
  }
  const loop = async () => {
    while (!end.aborted) {
      isWoken = false
      let hasMore = false
      try {
        hasMore = await run()
      } catch (error) {
        onError(error as Error)
      }
      // Whoever else waits for this thread gets a turn, however much there is to do.
      if (end.aborted || hasMore || isWoken) await nextTurn()
      else await pause()
    }
  }
  const running = loop()
  return {
    wake() {
      isWoken = true
      wakeUp()
    },
    async stop() {
      stopped.abort()
      await running
    },
  }
}
