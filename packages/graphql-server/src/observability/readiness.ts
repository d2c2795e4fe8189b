/** Why requests are not welcome: the server is about to end, or its store does not answer. */
export type Unreadiness = 'draining' | 'store'

export interface Readiness {
  /** Undefined while requests are welcome. */
  find(): Promise<Unreadiness | undefined>
  /** From now on no request is welcome. */
  drain(): void
}

export interface ReadinessOptions {
  /** Rejects if the store does not answer. */
  readonly pingStore: () => Promise<unknown>
  /** How long the store may take, in milliseconds; 2 seconds unless given. */
  readonly timeoutMs?: number
  /** How long an answer of the store holds, in milliseconds, so that probes cost it little; 1 second unless given. */
  readonly cacheMs?: number
}

/** Whether requests are welcome. The server listens only once its migrations are done, so they are no part of it. */
export const createReadiness = ({ pingStore, timeoutMs = 2_000, cacheMs = 1_000 }: ReadinessOptions): Readiness => {
  let isDraining = false
  let pinged: { readonly at: number; readonly answer: Promise<boolean> } | undefined
  const ask = (): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs, false)
      const end = (isUp: boolean) => {
        clearTimeout(timer)
        resolve(isUp)
      }
      pingStore().then(
        () => end(true),
        () => end(false),
      )
    })
  return {
    async find() {
      if (isDraining) return 'draining'
      if (!pinged || performance.now() - pinged.at >= cacheMs) pinged = { at: performance.now(), answer: ask() }
      const isUp = await pinged.answer
      return isDraining ? 'draining' : isUp ? undefined : 'store'
    },
    drain() {
      isDraining = true
    },
  }
}
