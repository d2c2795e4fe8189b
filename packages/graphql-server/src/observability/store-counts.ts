import { sql } from 'kysely'
import type { Store } from '../store/open-store.ts'
import type { StoreMetricsSources } from './store-metrics.ts'

/** Asks whether the store is there; rejects if not. */
export const pingStore = async ({ db }: Pick<Store, 'db'>): Promise<void> => {
  await sql`select 1`.execute(db)
}

// Finished jobs are kept for a while, and are nobody's work.
const waitingJobs = `select name as queue, state::text as state, count(*)::int as count
  from pgboss.job where state < 'completed' group by name, state`

/** How the numbers of the store are asked for. */
export const countInStore = ({ db, jobs }: Pick<Store, 'db' | 'jobs'>): StoreMetricsSources => ({
  async countOpenMessages() {
    const rows = await db
      .selectFrom('messages')
      .select(['provider', 'status', ({ fn }) => fn.countAll().as('count')])
      .where('final_at', 'is', null)
      .groupBy(['provider', 'status'])
      .execute()
    return rows.map(({ provider, status, count }) => ({ labels: { provider, status }, count: Number(count) }))
  },
  async countJobs() {
    const { rows } = (await jobs.database.executeSql(waitingJobs, [])) as {
      readonly rows: readonly { readonly queue: string; readonly state: string; readonly count: number }[]
    }
    return rows.map(({ queue, state, count }) => ({ labels: { queue, state }, count }))
  },
})
