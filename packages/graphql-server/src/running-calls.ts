/** The calls that must not be cut short: a mutation may have been sent although its client has gone. */
export interface RunningCalls {
  /** Aborts when the server gives up waiting for them. */
  readonly signal: AbortSignal
  /** Remembers a call until it has ended. */
  add<Output>(call: Promise<Output>): Promise<Output>
  /** Resolves once none is left. */
  settle(): Promise<void>
  /** Ends them all; those that were written end with the outcome `unknown`. */
  giveUp(): void
}

export const createRunningCalls = (): RunningCalls => {
  const calls = new Set<Promise<unknown>>()
  const controller = new AbortController()
  return {
    signal: controller.signal,
    async add(call) {
      calls.add(call)
      try {
        return await call
      } finally {
        calls.delete(call)
      }
    },
    async settle() {
      while (calls.size > 0) await Promise.allSettled(calls)
    },
    giveUp: () => controller.abort(),
  }
}
