import { expect, test } from 'vitest'
import { toMessageStatus } from './message-status.ts'

test.each([
  ['s', 'SENT'],
  ['d', 'DELIVERED'],
  ['f', 'FAILED'],
  ['D', 'DELIVERED'],
  ['1', 'SENT'],
  ['2', 'DELIVERED'],
  ['3', 'FAILED'],
  ['x', 'UNKNOWN'],
  ['toString', 'UNKNOWN'],
  ['', 'UNKNOWN'],
  [null, 'UNKNOWN'],
])('%o is %s', (value, status) => {
  expect(toMessageStatus(value)).toBe(status)
})
