import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../store/open-store.ts'
import { prepareStatement, valueOf } from '../store/prepared-statements.ts'

/** What holds of statements on PostgreSQL; the store must be new. */
export const describePreparedStatements = (openStore: () => Promise<Store>): void => {
  test('a statement is prepared once for a connection if it is meant to come again, and any other never', async () => {
    const { db } = await openStore()
    const add = prepareStatement<{ sum: number }>(sql`select ${valueOf('number')}::int + ${1}::int as sum`)
    expect(await add(db, { number: 1 })).toEqual([{ sum: 2 }])
    expect(await add(db, { number: 2 })).toEqual([{ sum: 3 }])
    await sql`select ${1}::int + ${1}::int as sum`.execute(db)
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)
    expect(rows).toEqual([{ statement: expect.stringMatching(/prepared.* select \$1::int \+ \$2::int as sum$/) }])
  })
}
