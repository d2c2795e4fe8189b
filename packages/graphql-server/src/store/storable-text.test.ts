import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toStorableJson, toStorableText } from './storable-text.ts'

/** Texts of what PostgreSQL does not take, of what looks like it when written as JSON, and of anything else. */
const text = fc
  .array(fc.oneof(fc.constantFrom('\0', '\ud800', '\udfff', '\\', 'u0000', '\\ud800', '😀'), fc.string()))
  .map((parts) => parts.join(''))

test('a text loses what PostgreSQL takes in no text, and nothing else', () => {
  expect(toStorableText('a\0b')).toBe('ab')
  expect(toStorableText('\ud800')).toBe('\ufffd')
  expect(toStorableText('😀 \\u0000')).toBe('😀 \\u0000')
})

test('JSON has its texts as they are stored alone, wherever they stand', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ text, at: fc.constant(null) })), (rows) => {
      const stored = rows.map((row) => ({ ...row, text: toStorableText(row.text) }))
      expect(JSON.parse(toStorableJson(rows))).toEqual(stored)
    }),
  )
})
