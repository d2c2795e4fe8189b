import { expect, test } from 'vitest'
import { findVariablesError } from './variable-limits.ts'

const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)])
const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, 1]))

test('takes long lists, texts and nulls', () => {
  expect(
    findVariablesError({ input: { to: Array(1_000).fill('1'), text: 'x'.repeat(10_000), from: null } }),
  ).toBeUndefined()
})

test('takes objects of a hundred fields and sixteen levels, and no more', () => {
  expect(findVariablesError({ input: fields(100) })).toBeUndefined()
  expect(findVariablesError({ input: fields(101) })?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  expect(findVariablesError({ input: nest(16) })).toBeUndefined()
  expect(findVariablesError({ input: nest(17) })?.message).toContain('16 deep')
})
