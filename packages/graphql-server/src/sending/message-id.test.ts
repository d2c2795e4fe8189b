import { expect, test } from 'vitest'
import { createMessageId } from './message-id.ts'

test('is a UUIDv7, of now, and sorts in the order of making', () => {
  const before = Date.now()
  const ids = Array.from({ length: 20_000 }, createMessageId)
  expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual(
    [],
  )
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  const madeAt = Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)
  expect(madeAt).toBeGreaterThanOrEqual(before)
  expect(madeAt).toBeLessThan(before + 60_000)
})
