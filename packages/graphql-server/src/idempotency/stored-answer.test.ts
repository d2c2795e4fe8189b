import { catalogue } from '@heliograph/core'
import { expect, test } from 'vitest'
import { toStorableJson } from '../store/storable-text.ts'
import { takesKey } from './idempotency-key.ts'
import { toStoredPayload } from './stored-answer.ts'

const keyed = catalogue.filter(({ operation }) => takesKey(operation))
const storedPayloads = keyed.flatMap((entry) =>
  entry.operation.examples.map(({ output }) => [entry.id, output, toStoredPayload(entry, output as object)] as const),
)

test('keeps nothing of a payload that holds a secret', () => {
  const withheld = storedPayloads.filter(([, , stored]) => 'withheld' in stored)
  expect(withheld.map(([id]) => id)).toEqual(['sms365.key.reset'])
  expect(withheld.map(([, , stored]) => stored)).toEqual([{ withheld: true }])
})

test('comes back from the store as it went in, for each operation that takes a key', () => {
  for (const [, output, stored] of storedPayloads) {
    if ('answer' in stored) expect(JSON.parse(toStorableJson(stored.answer))).toEqual(output)
  }
})

test('is kept for each operation that sends or must not be repeated, and for no query', () => {
  expect(keyed.every(({ operation }) => operation.kind === 'mutation')).toBe(true)
  const others = catalogue.filter(({ operation }) => operation.kind === 'mutation' && !takesKey(operation))
  expect(others.filter(({ operation }) => operation.access === 'send' || operation.retry === 'never')).toEqual([])
})
