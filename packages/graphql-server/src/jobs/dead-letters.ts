import { sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import type { StoreDatabase } from '../store/tables.ts'
import { queueNames } from './queue.ts'

/** A webhook that nobody took, however often it was tried. */
export interface DeadLetter {
  readonly id: string
  /** The change's place in the log: the larger, the later. */
  readonly seq: number
  readonly messageId: string
  /** What changed; null once the message has been deleted. */
  readonly status: string | null
  readonly statusRaw: string | null
  readonly changedAt: Date | null
  readonly attempts: number
  /** Why the last try failed. */
  readonly reason: string | null
  readonly createdAt: Date
  readonly givenUpAt: Date
}

/** Webhooks that were given up. */
export interface DeadLetters {
  /** The latest change first; only those behind `after`, a place in the log, if it is given. */
  list(limit: number, after?: number): Promise<readonly DeadLetter[]>
  /** Puts it back into the queue, to be tried as often as a new one. Null if it is not there (any more). */
  retry(id: string): Promise<DeadLetter | null>
}

/** Those of a server without a queue. */
export const noDeadLetters: DeadLetters = { list: () => Promise.resolve([]), retry: () => Promise.resolve(null) }

const isUuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

/** The jobs of pg-boss that wait in the queue which nobody works on. */
export const createDeadLetters = (db: StoreDatabase, boss: Pick<PgBoss, 'redrive'>): DeadLetters => {
  const select = async (condition: ReturnType<typeof sql>, limit: number): Promise<readonly DeadLetter[]> => {
    const { rows } = await sql<DeadLetter>`
      select dead.id, (dead.data ->> 'seq')::bigint as seq, dead.data ->> 'messageId' as "messageId",
        change.status, change.status_raw as "statusRaw", change.at as "changedAt",
        coalesce(dead.source_retry_count, 0) + 1 as attempts, dead.source_output ->> 'reason' as reason,
        coalesce(dead.source_created_on, dead.created_on) as "createdAt", dead.created_on as "givenUpAt"
      from pgboss.job as dead
      left join heliograph.message_changes as change on change.seq = (dead.data ->> 'seq')::bigint
      where dead.name = ${queueNames.deadLetters} and dead.state = 'created' and ${condition}
      order by (dead.data ->> 'seq')::bigint desc
      limit ${limit}`.execute(db)
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
  }
  return {
    list: (limit, after) =>
      select(after === undefined ? sql`true` : sql`(dead.data ->> 'seq')::bigint < ${after}`, limit),
    async retry(id) {
      if (!isUuid(id)) return null
      const [letter] = await select(sql`dead.id = ${id}`, 1)
      if (!letter) return null
      // Whoever else asked for the same at the same time has it.
      const count = await boss.redrive(queueNames.deadLetters, { ids: [id] })
      return count === 0 ? null : letter
    },
  }
}
