import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describePreparedStatements } from '../testing/describe-prepared-statements.ts'
import { testStore } from '../testing/test-store.ts'
import { describeRows, prepareStatements, type RowCount } from './prepared-statements.ts'

const rows = describeRows('given', {
  label: 'text',
  amount: 'numeric',
  place: 'int',
  is_good: 'boolean',
  at: 'timestamptz',
  id: 'uuid',
  answer: 'jsonb',
})
const selecting = prepareStatements<object, readonly [RowCount]>((count) => sql`select * from ${rows.from(count)}`)

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null })

const row = fc.record({
  // With what PostgreSQL takes in no text.
  label: optional(
    fc.string({ unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', '"', '\\')) }),
  ),
  amount: optional(fc.constantFrom('0', '1.50', '-12.345678')),
  place: optional(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  is_good: optional(fc.boolean()),
  at: optional(fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
  id: optional(fc.uuid()),
  answer: optional(fc.jsonValue({ maxDepth: 2 })),
})

test('a statement reads a single row as it reads the same one among many', async () => {
  const { runPrepared } = testStore()
  await fc.assert(
    fc.asyncProperty(row, async (given) => {
      const alone = rows.give([given])
      const many = rows.give([given, given])
      expect([alone.count, many.count]).toEqual(['one', 'many'])
      const [single] = await selecting('one')(runPrepared, { given: alone.given })
      expect(await selecting('many')(runPrepared, { given: many.given })).toEqual([single, single])
    }),
    { numRuns: 100 },
  )
})

test('no rows need no statement', () => {
  expect(rows.give([])).toEqual({ count: 'none', given: undefined })
})

describePreparedStatements(async () => testStore())
