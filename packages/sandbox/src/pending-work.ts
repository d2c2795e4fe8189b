/** Counts what is still to come, so that a test can wait for its end. */
export interface PendingWork {
  /** Counts one piece of work; the returned function says that it is done (once, however often it is called). */
  begin(): () => void
  /** Resolves as soon as nothing is pending. */
  settle(): Promise<void>
}

/** Makes a counter at zero. */
export const createPendingWork = (): PendingWork => {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    begin() {
      count++
      let isDone = false
      return () => {
        if (isDone) return
        isDone = true
        count--
        if (count > 0) return
        const settled = waiting
        waiting = []
        for (const resolve of settled) resolve()
      }
    },
    settle() {
      return count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
