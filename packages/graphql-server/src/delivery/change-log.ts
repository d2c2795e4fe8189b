import type { MessageStatus } from '@heliograph/core'
import { sql } from 'kysely'
import type { Logger } from '../log.ts'
import type { Store } from '../store/open-store.ts'
import type { MessageChange, StoreDatabase, StoredMessage } from '../store/tables.ts'

/** An entry of the log of changes. `seq` is its place: readers go on behind it. */
export interface ChangeEntry {
  readonly change: MessageChange
  /** Its message as it stood when the entry was read. */
  readonly message: StoredMessage
}

/** Which entries a reader wants; whatever is absent does not matter. */
export interface ChangeFilter {
  readonly messageId?: string | undefined
  readonly provider?: string | undefined
  readonly status?: MessageStatus | undefined
  readonly owner?: string | undefined
}

/** The log of changes as this process reads it: entries of the past from the store, new ones as they come. */
export interface ChangeLog {
  /**
   * Gives the entries behind `after` in their order, each once and none left out, waits for new ones, and ends when it is told to
   * return, when `signal` aborts, or when the log closes. However slowly it is read, nothing piles up for it.
   */
  read(after: number, filter: ChangeFilter, signal?: AbortSignal): AsyncIterableIterator<ChangeEntry>
  /** Aborts right before the readers are ended. */
  readonly closing: AbortSignal
  /** Ends all readers. */
  close(): void
}

const entriesAtATime = 500

/** What readers who keep up are served from. Those who fall behind read from the store. */
const entriesKept = 2_000

const retryMs = 1_000

const selectEntries = (db: StoreDatabase, after: number) =>
  db
    .selectFrom('message_changes as change')
    .innerJoin('messages as message', 'message.id', 'change.message_id')
    .selectAll('message')
    .select([
      'change.seq',
      'change.message_id',
      'change.status as changed_status',
      'change.status_raw as changed_status_raw',
      'change.cost as changed_cost',
      'change.contradiction as is_contradiction',
      'change.source',
      'change.at',
    ])
    .where('change.seq', '>', after)
    .orderBy('change.seq')
    .limit(entriesAtATime)

type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>['execute']>>[number]

const toEntry = ({
  seq,
  message_id,
  changed_status: status,
  changed_status_raw: status_raw,
  changed_cost: cost,
  is_contradiction: contradiction,
  source,
  at,
  ...message
}: EntryRow): ChangeEntry => ({
  change: { seq, message_id, status, status_raw, cost, contradiction, source, at },
  message,
})

const listEntries = async (db: StoreDatabase, after: number): Promise<readonly ChangeEntry[]> =>
  (await selectEntries(db, after).execute()).map(toEntry)

const listWanted = async (
  db: StoreDatabase,
  after: number,
  { messageId, provider, status, owner }: ChangeFilter,
): Promise<readonly ChangeEntry[]> => {
  let query = selectEntries(db, after)
  if (messageId !== undefined) query = query.where('message.id', '=', messageId)
  if (provider !== undefined) query = query.where('message.provider', '=', provider)
  if (status !== undefined) query = query.where('change.status', '=', status)
  if (owner !== undefined) query = query.where('message.owner', '=', owner)
  return (await query.execute()).map(toEntry)
}

const isWanted = ({ change, message }: ChangeEntry, { messageId, provider, status, owner }: ChangeFilter): boolean =>
  (messageId === undefined || message.id === messageId) &&
  (provider === undefined || message.provider === provider) &&
  (status === undefined || change.status === status) &&
  (owner === undefined || message.owner === owner)

const placeOf = (entry: ChangeEntry | undefined): number | undefined => entry?.change.seq

/** The last place in the log, and the last one that was ever given out. */
export const readHead = async (db: StoreDatabase): Promise<{ readonly head: number; readonly last: number }> => {
  const { rows } = await sql<{ readonly head: number; readonly last: number }>`
    select coalesce((select max(seq) from heliograph.message_changes), 0) as head,
      (select last_value from heliograph.message_changes_seq_seq) as last`.execute(db)
  const [row = { head: 0, last: 0 }] = rows
  return { head: Number(row.head), last: Number(row.last) }
}

/** The place from which on all entries are that were made at an instant or later. */
export const findPlace = async (db: StoreDatabase, since: Date): Promise<number> => {
  const { first } = await db
    .selectFrom('message_changes')
    .select(({ fn }) => fn.min('seq').as('first'))
    .where('at', '>=', since)
    .executeTakeFirstOrThrow()
  return first === null ? (await readHead(db)).head : Number(first) - 1
}

/**
 * The newest entries, read once for all readers of this process: all whose place is above `after()` and not above `head()`. It
 * begins to listen with its first reader.
 */
const createRecentEntries = ({ db, changes }: Pick<Store, 'db' | 'changes'>, log: Logger, wake: () => void) => {
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
    return stop
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
        throw(error: unknown) {
          end()
          return Promise.reject(error)
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
