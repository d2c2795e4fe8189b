import type { Logger } from '../log.ts'
import { lookIntoLogMs } from '../store/change-feed.ts'
import type { Store } from '../store/open-store.ts'
import { type ChangeEntry, entriesAtATime, listEntries, placeOf, readHead } from './change-entries.ts'

/** What readers who keep up are served from. Those who fall behind read from the store. */
const entriesKept = 2_000

const retryMs = 1_000

/**
 * The newest entries, read once for all readers of this process: all whose place is above `after()` and not above `head()`. It
 * begins to listen with its first reader.
 */
export const createRecentEntries = ({ db, changes }: Pick<Store, 'db' | 'changes'>, log: Logger, wake: () => void) => {
  let entries: ChangeEntry[] = []
  let after = 0
  let head = 0
  let isClosed = false
  let isStale = false
  let refreshing: Promise<void> | undefined
  let starting: Promise<() => void> | undefined

  const append = (page: readonly ChangeEntry[]) => {
    entries.push(...page)
    head = placeOf(page.at(-1)) ?? head
    if (entries.length <= entriesKept) return
    const dropped = entries.length - entriesKept
    after = placeOf(entries[dropped - 1]) ?? after
    entries = entries.slice(dropped)
  }
  const readOn = async () => {
    try {
      while (isStale && !isClosed) {
        isStale = false
        const page = await listEntries(db, head)
        append(page)
        if (page.length === entriesAtATime) isStale = true
        if (page.length > 0) wake()
      }
    } catch (error) {
      if (isClosed) return
      log.warn({ error: (error as Error).name }, 'the log of changes cannot be read; trying again')
      setTimeout(refresh, retryMs).unref()
    } finally {
      refreshing = undefined
    }
  }
  const refresh = () => {
    isStale = true
    refreshing ??= readOn()
  }
  const start = async () => {
    // Listening comes first: what is added between the two is then read with the next notification or right away.
    let isStarted = false
    const stop = await changes.subscribe(() => {
      if (isStarted) refresh()
    })
    try {
      head = (await readHead(db)).head
    } catch (error) {
      stop()
      throw error
    }
    after = head
    isStarted = true
    refresh()
    const looking = setInterval(refresh, lookIntoLogMs).unref()
    return () => {
      clearInterval(looking)
      stop()
    }
  }

  return {
    async start() {
      try {
        await (starting ??= start())
      } catch (error) {
        starting = undefined
        throw error
      }
    },
    after: () => after,
    head: () => head,
    /** The entries above a place that is not below `after()`. */
    listAbove: (place: number): readonly ChangeEntry[] =>
      entries.slice(entries.findLastIndex(({ change }) => change.seq <= place) + 1),
    close() {
      isClosed = true
      void starting?.then(
        (stop) => stop(),
        () => undefined,
      )
    },
  }
}
