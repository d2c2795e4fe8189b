import { type BackendProfile, type ConstructorOptions, fromPglite } from 'pg-boss'
import type { Pool, QueryResult } from 'pg'

/** The store's database as pg-boss takes it: plain SQL, several statements in one text among it. */
export interface JobDatabase {
  readonly backend: Extract<BackendProfile, 'postgres' | 'pglite'>
  readonly database: NonNullable<ConstructorOptions['db']>
}

/** A pool that is the caller's to close. */
export const fromPool = (pool: Pick<Pool, 'query'>): JobDatabase => ({
  backend: 'postgres',
  database: {
    async executeSql(text, values) {
      // A text of several statements has several results.
      const result = (await pool.query(text, values)) as QueryResult | readonly QueryResult[]
      return 'rows' in result ? result : { rows: result.flatMap(({ rows }) => rows as unknown[]) }
    },
  },
})

/** A PGlite that is the caller's to close. */
export const fromEmbedded = (pglite: Parameters<typeof fromPglite>[0]): JobDatabase => ({
  backend: 'pglite',
  database: fromPglite(pglite),
})
