import type { Logger } from '../log.ts'
import type { Store } from '../store/open-store.ts'
import { type ChangeEntry, type ChangeFilter, entriesAtATime, isWanted, listWanted, placeOf } from './change-entries.ts'
import { createRecentEntries } from './recent-entries.ts'

/** The log of changes as this process reads it: entries of the past from the store, new ones as they come. */
export interface ChangeLog {
  /**
   * Gives the entries behind `after` in their order, each once and none left out, waits for new ones, and ends when it is told to
   * return, when `signal` aborts, or when the log closes. However slowly it is read, nothing piles up for it.
   */
  read(after: number, filter: ChangeFilter, signal?: AbortSignal): AsyncIterableIterator<ChangeEntry>
  /** The place of the newest entry that this process has read, which may have been deleted since; 0 if it has read none. */
  head(): number
  /** Aborts right before the readers are ended. */
  readonly closing: AbortSignal
  /** Ends all readers. */
  close(): void
}

/** Opens the log. */
export const createChangeLog = (store: Pick<Store, 'db' | 'changes'>, log: Logger): ChangeLog => {
  const { db } = store
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  const recent = createRecentEntries(store, log, wake)
  const closing = new AbortController()

  return {
    head: recent.head,
    closing: closing.signal,
    read(after, filter, signal) {
      let place = after
      let isDone = false
      let ready: readonly ChangeEntry[] = []
      let next = 0
      let endWait = () => {}

      const end = () => {
        isDone = true
        ready = []
        signal?.removeEventListener('abort', end)
        endWait()
      }
      signal?.addEventListener('abort', end)
      if (signal?.aborted) end()

      const wait = () =>
        new Promise<void>((resolve) => {
          endWait = () => {
            waiting.delete(resolve)
            resolve()
          }
          waiting.add(resolve)
        })
      /** Looks for more behind `place`, and waits where there is none yet. */
      const look = async () => {
        await recent.start()
        if (isDone || closing.signal.aborted) return
        if (place < recent.after()) {
          // All up to here is in the store before we ask, so nothing at or below it can come later.
          const known = recent.head()
          ready = await listWanted(db, place, filter)
          const last = placeOf(ready.at(-1)) ?? place
          place = ready.length < entriesAtATime ? Math.max(known, last) : last
        } else {
          if (place >= recent.head()) {
            await wait()
            return
          }
          const entries = recent.listAbove(place)
          ready = entries.filter((entry) => isWanted(entry, filter))
          place = placeOf(entries.at(-1)) ?? place
        }
        next = 0
      }
      return {
        async next() {
          while (!isDone && !closing.signal.aborted) {
            const entry = ready[next]
            if (entry) {
              next += 1
              return { done: false, value: entry }
            }
            await look()
          }
          end()
          return { done: true, value: undefined }
        },
        return() {
          end()
          return Promise.resolve({ done: true, value: undefined })
        },
        async throw(error: unknown) {
          end()
          throw error
        },
        [Symbol.asyncIterator]() {
          return this
        },
      }
    },
    close() {
      closing.abort()
      recent.close()
      wake()
    },
  }
}
