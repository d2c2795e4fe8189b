import { setImmediate as nextTurn } from 'node:timers/promises'

/** Something that is done again and again, and at once when it is woken. */
export interface Repetition {
  /** Does it again as soon as what runs now, and the rest after it, have ended. */
  wake(): void
  /** Resolves once nothing runs any more. */
  stop(): Promise<void>
}

export interface RepeatOptions {
  /** How long nothing happens if nobody wakes it. */
  readonly everyMs: number
  /** How long nothing happens although somebody does, so that what comes meanwhile is done together; no time unless given. */
  readonly restMs?: number
  readonly signal: AbortSignal
  /** Hears of each failure; the next time comes all the same. */
  onError(error: Error): void
}

/** Calls `run` now, then every so often, never twice at the same time; at once again if it says that there is more to do. */
export const repeat = (
  run: () => Promise<boolean>,
  { everyMs, restMs = 0, signal, onError }: RepeatOptions,
): Repetition => {
  let isWoken = false
  let isStopped = false
  let endRest = () => {}
  let endPause = () => {}
  const isOver = () => isStopped || signal.aborted
  /** Waits; `giveEnd` gets what ends the wait early. */
  const wait = (ms: number, giveEnd: (end: () => void) => void) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref()
      giveEnd(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  const loop = async () => {
    while (!isOver()) {
      isWoken = false
      let hasMore = false
      try {
        hasMore = await run()
      } catch (error) {
        onError(error as Error)
      }
      if (!hasMore && restMs > 0 && !isOver()) await wait(restMs, (end) => (endRest = end))
      // Whoever else waits for this thread gets a turn, however much there is to do.
      if (isOver() || hasMore || isWoken) await nextTurn()
      else await wait(everyMs - restMs, (end) => (endPause = end))
    }
  }
  const wakeForEnd = () => {
    endRest()
    endPause()
  }
  signal.addEventListener('abort', wakeForEnd)
  const running = loop().finally(() => signal.removeEventListener('abort', wakeForEnd))
  return {
    wake() {
      isWoken = true
      endPause()
    },
    async stop() {
      isStopped = true
      wakeForEnd()
      await running
    },
  }
}
