import { expect, test } from 'vitest'
import { coerceDateTimeValue, serialiseDateTime } from './date-time.ts'

test.each(['2030-01-31T09:00:00+01:00', '2030-01-31T08:00Z', '2030-01-31T08:00:00.123Z', '2030-01-31t08:00:00-0500'])(
  'hands %s to core as it is given',
  (text) => {
    expect(coerceDateTimeValue(text)).toBe(text)
  },
)

test.each(['2030-01-31T09:00:00', '2030-01-31', 'tomorrow', '', 1_900_000_000, null, {}])(
  'refuses %j, which names no instant, and says what is accepted',
  (value) => {
    expect(() => coerceDateTimeValue(value)).toThrow(
      'DateTime must be an instant as ISO 8601 with its offset, such as "2030-01-31T09:00:00+01:00".',
    )
  },
)

test('answers in UTC', () => {
  expect(serialiseDateTime(new Date('2030-01-31T09:00:00+01:00'))).toBe('2030-01-31T08:00:00.000Z')
})
