import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withOperationsTable } from '../docs/operations-table.ts'

test('the table of operations in README.md is the catalogue (mend it with `pnpm docs`)', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(withOperationsTable(readme)).toBe(readme)
})
