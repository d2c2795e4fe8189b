import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessageId } from './message-id.ts'
import { leastMessageIdAt, timeOfMessageId } from './message-time.ts'

test('an id tells when it was made', () => {
  const before = Date.now()
  const made = timeOfMessageId(createMessageId()).getTime()
  expect(made).toBeGreaterThanOrEqual(before)
  expect(made).toBeLessThan(before + 60_000)
})

test('the least id of an instant stands between those of before and those of then', () => {
  const instant = fc.integer({ min: 1, max: Date.parse('9999-12-31T23:59:59Z') })
  fc.assert(
    fc.property(instant, (ms) => {
      const least = leastMessageIdAt(ms)
      expect(timeOfMessageId(least).getTime()).toBe(ms)
      expect(least > leastMessageIdAt(ms - 1).replace(/-0000-0000-0{12}$/, '-7fff-bfff-ffffffffffff')).toBe(true)
    }),
  )
  expect(leastMessageIdAt(-1)).toBe('00000000-0000-0000-0000-000000000000')
})
