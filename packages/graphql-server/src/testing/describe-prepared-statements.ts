import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../store/open-store.ts'
import { prepareStatement, valueOf } from '../store/prepared-statements.ts'

/** What holds of statements on any database. */
export const describePreparedStatements = (openStore: () => Promise<Store>): void => {
  test('a statement is prepared once for a connection if it is meant to come again, and any other never', async () => {
    const { db, runPrepared } = await openStore()
    const add = prepareStatement<{ sum: number }>(sql`select ${valueOf('number')}::int + ${1}::int as sum`)
    expect(await add(runPrepared, { number: 1 })).toEqual([{ sum: 2 }])
    expect(await add(runPrepared, { number: 2 })).toEqual([{ sum: 3 }])
    await sql`select ${1}::int + ${1}::int as sum`.execute(db)
    const kept = `select statement, (generic_plans + custom_plans)::int as runs
      from pg_prepared_statements where statement like '% as sum'`
    const once = { statement: 'select $1::int + $2::int as sum', runs: 2 }
    expect(await runPrepared(kept, [])).toEqual([once])
    const { rows } = await sql.raw(kept).execute(db)
    expect([[], [once]]).toContainEqual(rows)
  })

  test('the rows of a prepared statement are read as those of any other, on each connection and in each run', async () => {
    const { db, runPrepared } = await openStore()
    const values = [
      'a "text" with ünïcödé, 🌞 and \\',
      '6c8d1c2e-0f0b-4b0e-9d2c-0c7b1c9f7e11',
      -42,
      true,
      new Date('2026-02-03T04:05:06.789Z'),
      '{"list":[1,null,"two"]}',
      '9007199254740991',
      '12.340',
      null,
    ]
    const select = (give: (place: number) => unknown) => sql<object>`select
      ${give(0)}::text as text, ${give(1)}::uuid as id, ${give(2)}::int as int, ${give(3)}::boolean as truth,
      ${give(4)}::timestamptz as time, ${give(5)}::jsonb as json, ${give(6)}::bigint as big, ${give(7)}::numeric as exact,
      ${give(8)}::text as nothing from generate_series(1, 2)`
    const prepared = prepareStatement<object>(select((place) => valueOf(String(place))))
    const { rows } = await select((place) => values[place]).execute(db)
    expect(rows).toHaveLength(2)
    const run = () => prepared(runPrepared, { ...values })
    expect(await Promise.all([run(), run(), run()])).toEqual([rows, rows, rows])
    expect(await run()).toEqual(rows)
  })

  test('a prepared statement that gives nothing gives no rows', async () => {
    const { runPrepared } = await openStore()
    const remove = prepareStatement(sql`delete from heliograph.messages where recipient = ${valueOf('to')}`)
    expect(await remove(runPrepared, { to: '1' })).toEqual([])
    expect(await remove(runPrepared, { to: '2' })).toEqual([])
  })

  test('a prepared statement that fails says why and where it was asked, and the next ones run', async () => {
    const { runPrepared } = await openStore()
    const divide = prepareStatement<{ part: number }>(sql`select 12 / ${valueOf('by')}::int as part`)
    const wrong = prepareStatement(sql`select nothing from nowhere where ${valueOf('by')}::int = 1`)
    for (let round = 0; round < 2; round++) {
      await expect(divide(runPrepared, { by: 0 })).rejects.toMatchObject({ code: '22012' })
      await expect(wrong(runPrepared, { by: 1 })).rejects.toMatchObject({ code: '42P01' })
      await expect(divide(runPrepared, { by: 'four' })).rejects.toMatchObject({ code: '22P02' })
      expect(await divide(runPrepared, { by: 4 })).toEqual([{ part: 3 }])
    }
    await expect(divide(runPrepared, { by: 0 })).rejects.toMatchObject({
      stack: expect.stringContaining('prepared-statements.ts'),
    })
  })

  test('a prepared statement is not run with a value left out, or of a kind that it does not take', async () => {
    const { runPrepared } = await openStore()
    const give = prepareStatement(sql`select ${valueOf('given')}::text as given`)
    await expect(give(runPrepared, {})).rejects.toThrow('The statement is not given given')
    await expect(give(runPrepared, { given: ['a'] })).rejects.toThrow('texts, numbers, booleans and dates')
    expect(await give(runPrepared, { given: undefined })).toEqual([{ given: null }])
  })

  test('a prepared statement is no part of a transaction that is under way, and stays when that is undone', async () => {
    const { db, runPrepared } = await openStore()
    const add = prepareStatement(
      sql`insert into heliograph.secrets (name, value) values (${valueOf('name')}, decode('00', 'hex'))`,
    )
    await add(runPrepared, { name: 'first' })
    let added: Promise<unknown> | undefined
    const undone = db.transaction().execute(async (transaction) => {
      await sql`insert into heliograph.secrets (name, value) values ('undone', decode('00', 'hex'))`.execute(
        transaction,
      )
      added = add(runPrepared, { name: 'second' })
      // It has had every chance to slip in.
      await sql`select 1`.execute(transaction)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await added
    const rows = await db
      .selectFrom('secrets')
      .select('name')
      .where('name', 'in', ['first', 'second', 'undone'])
      .orderBy('name')
      .execute()
    expect(rows).toEqual([{ name: 'first' }, { name: 'second' }])
  })
}
