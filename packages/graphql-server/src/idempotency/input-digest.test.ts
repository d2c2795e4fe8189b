import { generateKeySync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestInput } from './input-digest.ts'

const secret = generateKeySync('hmac', { length: 256 })
const digest = (input: Readonly<Record<string, unknown>>, operation = 'sms365.sms.send', key = secret) =>
  digestInput(key, operation, input)

test('is the same for the same input, in whatever order its fields stand', () => {
  const sendAt = new Date('2030-01-31T09:00:00Z')
  const record = { to: ['1', '2'], text: 'a', sendAt, from: undefined }
  expect(digest(record)).toBe(digest({ sendAt, text: 'a', to: ['1', '2'] }))
})

test('differs with the operation, each value, their order in a list, and the secret', () => {
  const input = { to: ['1', '2'], text: 'a' }
  const digests = [
    digest(input),
    digest(input, 'sms365.sms.bulk'),
    digest({ to: ['2', '1'], text: 'a' }),
    digest({ to: ['1', '2'], text: 'a ' }),
    digest({ to: ['1', '2'], text: 'a', flash: false }),
    digest(input, 'sms365.sms.send', generateKeySync('hmac', { length: 256 })),
  ]
  expect(new Set(digests).size).toBe(digests.length)
})

test('tells two inputs apart exactly where their JSON differs', () => {
  const inputs = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())))
  const sorted = (input: object) => JSON.stringify(Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  fc.assert(
    fc.property(inputs, inputs, (one, other) => {
      expect(digest(one) === digest(other)).toBe(sorted(one) === sorted(other))
      expect(digest(Object.fromEntries(Object.entries(one).toReversed()))).toBe(digest(one))
    }),
  )
})
