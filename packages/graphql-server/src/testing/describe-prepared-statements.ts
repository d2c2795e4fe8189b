import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../store/open-store.ts'
import { prepared } from '../store/prepared-statements.ts'

/** What holds of statements on PostgreSQL; the store must be new. */
export const describePreparedStatements = (openStore: () => Promise<Store>): void => {
  test('a statement that is marked so is prepared once for a connection, and any other never', async () => {
    const { db } = await openStore()
    const add = (number: number) => sql<{ sum: number }>`${prepared}select ${number}::int + 1 as sum`.execute(db)
    expect((await add(1)).rows).toEqual([{ sum: 2 }])
    expect((await add(2)).rows).toEqual([{ sum: 3 }])
    await sql`select ${1}::int + 1 as sum`.execute(db)
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)
    expect(rows).toEqual([{ statement: expect.stringMatching(/prepared.* select \$1::int \+ 1 as sum$/) }])
  })
}
