import { setImmediate as nextTurn } from 'node:timers/promises'

/** Writes what comes one by one, many at once. */
export interface GroupWrites<Item, Result> {
  /** Resolves once the item is written. Rejects if its group could not be, or if too many wait already. */
  add(item: Item): Promise<Result>
}

interface WaitingItem<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface GroupLimits {
  readonly largestGroup: number
  /** How long at most, in milliseconds, as many are waited for as were written together a moment ago. */
  readonly gatherMs: number
  /** More would only be answered after whoever sent them has given up. */
  readonly mostWaiting: number
}

/** A group of so many was not there by chance: more are about to come, within so many milliseconds. */
const manyAtOnce = 3
const soonMs = 25

/** After smaller ones, no more is about to come once nothing was written for so many milliseconds. */
const quietMs = 2

/** So much waits already that more would only pile up. */
export class TooManyWritesError extends Error {
  override readonly name = 'TooManyWritesError'

  constructor() {
    super('Too many writes wait for the store')
  }
}

/**
 * An item that comes while all is quiet is written at once, and one that comes just after a write in the next turn of the event
 * loop; those that come meanwhile wait, and go together in the next write. Where many went together a moment ago, as many are
 * waited for. So one costs no wait, and thousands cost few transactions. `write` gives a result for each item, in order.
 */
export const createGroupWrites = <Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { largestGroup, gatherMs, mostWaiting }: GroupLimits,
): GroupWrites<Item, Result> => {
  const waiting: WaitingItem<Item, Result>[] = []
  let isWriting = false
  let lastSize = 0
  let endedAt = Number.NEGATIVE_INFINITY
  let noteAdded = () => {}

  /** Waits until as many wait as went together last, but not for long. */
  const gather = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        noteAdded = () => {}
        resolve()
      }
      const timer = setTimeout(end, gatherMs)
      noteAdded = () => {
        if (waiting.length >= lastSize) end()
      }
    })
  const writeGroup = async (group: readonly WaitingItem<Item, Result>[]) => {
    try {
      const results = await write(group.map(({ item }) => item))
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
  const writeAll = async () => {
    isWriting = true
    const restedMs = performance.now() - endedAt
    if (restedMs > soonMs) lastSize = 0
    let isQuiet = restedMs > quietMs
    while (waiting.length > 0) {
      if (lastSize >= manyAtOnce && waiting.length < lastSize) await gather()
      // What has come in the same turn goes together; on PGlite, which stops the thread while it works, nothing else would.
      if (!isQuiet || lastSize >= manyAtOnce) await nextTurn()
      isQuiet = false
      const group = waiting.splice(0, largestGroup)
      lastSize = group.length
      await writeGroup(group)
    }
    isWriting = false
    endedAt = performance.now()
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) throw new TooManyWritesError()
        waiting.push({ item, resolve, reject })
        noteAdded()
        if (!isWriting) void writeAll()
      }),
  }
}
