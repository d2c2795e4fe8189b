/** Tells of new entries in the log of changes, whichever process made them. */
export interface ChangeFeed {
  /**
   * Calls the listener whenever there may be new entries: after commits that added some, at once or soon, and after each
   * (re)connect, since notifications of the time in between are lost. Whoever listens reads the log from where it has last
   * been. Resolves, with what ends it, once the feed listens.
   */
  subscribe(listener: () => void): Promise<() => void>
  close(): Promise<void>
}

/** How often whoever listens looks into the log by itself, should nobody tell: a process may end before it does. */
export const lookIntoLogMs = 5_000

/** The channel of NOTIFY; it has no payload. */
export const changesChannel = 'heliograph_changes'

/** Starts to listen, calls `notify` as above, and resolves with what ends it. */
export type StartListening = (channel: string, notify: () => void) => Promise<() => Promise<void>>

/** A feed that listens from its first subscriber on. */
export const createChangeFeed = (startListening: StartListening): ChangeFeed => {
  const listeners = new Set<() => void>()
  let stopping: Promise<() => Promise<void>> | undefined
  const notify = () => {
    for (const listener of listeners) listener()
  }
  return {
    async subscribe(listener) {
      listeners.add(listener)
      stopping ??= startListening(changesChannel, notify)
      await stopping
      return () => void listeners.delete(listener)
    },
    async close() {
      listeners.clear()
      const stop = await stopping
      await stop?.()
    },
  }
}
