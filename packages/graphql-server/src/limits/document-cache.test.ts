import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDocumentCache } from './document-cache.ts'

const document = (name: number, length = 20_000) => String(name).padEnd(length, ' ')

test('keeps the documents that were asked for last, up to a million characters', () => {
  const cache = createDocumentCache<number>()
  for (let name = 0; name < 50; name += 1) cache.set(document(name), name)
  expect(cache.get(document(0))).toBe(0)
  cache.set(document(50), 50)
  expect([cache.get(document(0)), cache.get(document(1)), cache.get(document(2))]).toEqual([0, undefined, 2])
})

test('keeps no document of more than 20,000 characters', () => {
  const cache = createDocumentCache<number>()
  cache.set(document(1, 20_001), 1)
  expect(cache.get(document(1, 20_001))).toBeUndefined()
})

test('never holds more than a million characters, whatever is put in (property)', () => {
  const put = fc.record({ name: fc.integer({ min: 0, max: 99 }), length: fc.integer({ min: 2, max: 20_000 }) })
  fc.assert(
    fc.property(fc.array(put, { maxLength: 300 }), (puts) => {
      const cache = createDocumentCache<number>()
      for (const { name, length } of puts) cache.set(document(name, length), name)
      const kept = new Set(puts.map(({ name, length }) => document(name, length)))
      const characters = [...kept].filter((text) => cache.get(text) !== undefined).map(({ length }) => length)
      expect(characters.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(1_000_000)
      const last = puts.at(-1)
      if (last) expect(cache.get(document(last.name, last.length))).toBe(last.name)
    }),
    { numRuns: 30 },
  )
})
