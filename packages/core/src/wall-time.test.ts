import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromWallTime, toWallTime } from './wall-time.ts'

const zones = ['Europe/Zurich', 'Europe/Athens'] as const
const hourMs = 3_600_000
const dayMs = 24 * hourMs

const formats = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }),
  ]),
)

/** The independent oracle: Swedish writes dates as ISO 8601 does. */
const formatted = (instant: Date, zone: (typeof zones)[number]): string => formats.get(zone)?.format(instant) ?? ''

/** Since 1996 the whole EU and Switzerland change at 01:00 UTC on the last Sunday of March and of October. */
const changeOfClocks = (year: number, month: 'March' | 'October'): number => {
  const lastDay = new Date(Date.UTC(year, month === 'March' ? 2 : 9, 31))
  return Date.UTC(year, lastDay.getUTCMonth(), 31 - lastDay.getUTCDay(), 1)
}

const zone = fc.constantFrom(...zones)
const year = fc.integer({ min: 1996, max: 2060 })
const nearChange = (month: 'March' | 'October'): fc.Arbitrary<Date> =>
  fc
    .tuple(year, fc.integer({ min: -3 * dayMs, max: 3 * dayMs }))
    .map(([inYear, distanceMs]) => new Date(changeOfClocks(inYear, month) + distanceMs))
const instant = fc.oneof(
  nearChange('March'),
  nearChange('October'),
  fc.date({ min: new Date('1996-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }),
)

const toWholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1_000) * 1_000

describe.each(['UTC', 'America/New_York', 'Pacific/Apia', 'Europe/Athens'])('on a machine in %s', (machineZone) => {
  beforeEach(() => {
    vi.stubEnv('TZ', machineZone)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('runs with the local time of that zone', () => {
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(machineZone)
    const offsets: Record<string, number> = { UTC: 0, 'America/New_York': 240, 'Pacific/Apia': -780 }
    expect(new Date('2026-07-01T00:00:00Z').getTimezoneOffset()).toBe(offsets[machineZone] ?? -180)
  })

  it('shows what Intl.DateTimeFormat shows', () => {
    fc.assert(
      fc.property(instant, zone, (date, inZone) => {
        expect(toWallTime(date, inZone)).toBe(formatted(date, inZone))
      }),
      { numRuns: 500 },
    )
  })

  it('reads back each time that it shows, the second hour of an autumn change as the first', () => {
    fc.assert(
      fc.property(instant, zone, (date, inZone) => {
        const change = changeOfClocks(date.getUTCFullYear(), 'October')
        const isSecondOccurrence = date.getTime() >= change && date.getTime() < change + hourMs
        const expected = toWholeSeconds(date) - (isSecondOccurrence ? hourMs : 0)
        expect(fromWallTime(toWallTime(date, inZone), inZone)?.getTime()).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('moves a time that the spring change leaves out on by an hour', () => {
    fc.assert(
      fc.property(year, zone, fc.integer({ min: 0, max: 3_599 }), (inYear, inZone, second) => {
        const change = changeOfClocks(inYear, 'March')
        // What the clocks would have shown, had they not gone forward.
        const standardOffsetMs = inZone === 'Europe/Zurich' ? hourMs : 2 * hourMs
        const text = new Date(change + second * 1_000 + standardOffsetMs).toISOString().slice(0, 19).replace('T', ' ')
        expect(fromWallTime(text, inZone)?.getTime()).toBe(change + second * 1_000)
      }),
    )
  })
})

describe('toWallTime', () => {
  it.each([
    ['Europe/Zurich', '2026-03-29T00:59:59Z', '2026-03-29 01:59:59'],
    ['Europe/Zurich', '2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
    ['Europe/Zurich', '2026-10-25T00:59:59Z', '2026-10-25 02:59:59'],
    ['Europe/Zurich', '2026-10-25T01:00:00Z', '2026-10-25 02:00:00'],
    ['Europe/Athens', '2026-03-29T01:00:00Z', '2026-03-29 04:00:00'],
    ['Europe/Athens', '2026-10-25T00:59:59Z', '2026-10-25 03:59:59'],
    ['Europe/Athens', '2026-10-25T01:00:00Z', '2026-10-25 03:00:00'],
    ['Europe/Zurich', '2025-12-31T23:00:00Z', '2026-01-01 00:00:00'],
  ])('shows in %s at %s the time %s', (inZone, at, expected) => {
    expect(toWallTime(new Date(at), inZone)).toBe(expected)
  })

  it('cuts off fractions of a second, before 1970 too', () => {
    expect(toWallTime(new Date('2026-01-01T00:00:00.999Z'), 'UTC')).toBe('2026-01-01 00:00:00')
    expect(toWallTime(new Date('1969-12-31T23:59:59.999Z'), 'UTC')).toBe('1969-12-31 23:59:59')
  })

  it('refuses an invalid date, an unknown zone and a year beyond 9999', () => {
    expect(() => toWallTime(new Date(Number.NaN), 'UTC')).toThrow(new RangeError('Invalid date'))
    expect(() => toWallTime(new Date(0), 'Europe/Bern')).toThrow(new RangeError('Unknown time zone: Europe/Bern'))
    expect(() => toWallTime(new Date(0), 'toString')).toThrow(new RangeError('Unknown time zone: toString'))
    expect(() => toWallTime(new Date('+010000-01-01T00:00:00Z'), 'UTC')).toThrow(RangeError)
  })
})

describe('fromWallTime', () => {
  it.each([
    ['Europe/Zurich', '2026-01-15 12:00:00', '2026-01-15T11:00:00.000Z'],
    ['Europe/Zurich', '2026-07-15 12:00:00', '2026-07-15T10:00:00.000Z'],
    ['Europe/Zurich', '2026-03-29 02:30:00', '2026-03-29T01:30:00.000Z'],
    ['Europe/Zurich', '2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z'],
    ['Europe/Zurich', '2026-10-25 03:00:00', '2026-10-25T02:00:00.000Z'],
    ['Europe/Athens', '2026-03-29 03:30:00', '2026-03-29T01:30:00.000Z'],
    ['Europe/Athens', '2026-10-25 03:30:00', '2026-10-25T00:30:00.000Z'],
    ['Europe/Athens', '2024-02-29 23:59:59', '2024-02-29T21:59:59.000Z'],
    // Zones unlike ours: a change by half an hour, a day left out, the farthest from UTC, an offset with seconds.
    ['Australia/Lord_Howe', '2026-10-04 02:10:00', '2026-10-03T15:40:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05 01:45:00', '2026-04-04T14:45:00.000Z'],
    ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-30T22:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01 00:00:00', '2025-12-31T10:00:00.000Z'],
    ['Europe/Zurich', '1880-01-01 12:00:00', '1880-01-01T11:30:14.000Z'],
  ])('reads in %s the time %s as %s', (inZone, text, expected) => {
    expect(fromWallTime(text, inZone)?.toISOString()).toBe(expected)
  })

  it.each([
    '',
    '2026-02-30 12:00:00',
    '2025-02-29 12:00:00',
    '2026-13-01 12:00:00',
    '2026-00-10 12:00:00',
    '0000-00-00 00:00:00',
    '2026-01-01 25:00:00',
    '2026-01-01 24:00:00',
    '2026-01-01 12:60:00',
    '2026-06-30 23:59:60',
    '2026-01-01T12:00:00',
    '2026-01-01 12:00',
    '2026-01-01 12:00:00Z',
    '2026-01-01 12:00:00\n',
    ' 2026-01-01 12:00:00',
    '26-01-01 12:00:00',
    '2026-1-1 12:00:00',
    'yesterday',
  ])('does not read %j', (text) => {
    expect(fromWallTime(text, 'Europe/Zurich')).toBeNull()
  })

  it('reads any text as a time it would show or not at all', () => {
    const digits = (min: number, max: number, width: number): fc.Arbitrary<string> =>
      fc.integer({ min, max }).map((number) => String(number).padStart(width, '0'))
    const text = fc
      .tuple(
        digits(0, 9_999, 4),
        digits(0, 13, 2),
        digits(0, 32, 2),
        digits(0, 25, 2),
        digits(0, 61, 2),
        digits(0, 61, 2),
      )
      .map(([yyyy, mm, dd, hours, minutes, seconds]) => `${yyyy}-${mm}-${dd} ${hours}:${minutes}:${seconds}`)
    fc.assert(
      fc.property(text, (candidate) => {
        const date = fromWallTime(candidate, 'UTC')
        return date === null || toWallTime(date, 'UTC') === candidate
      }),
    )
  })

  it('refuses an unknown zone', () => {
    expect(() => fromWallTime('2026-01-01 12:00:00', 'Europe/Bern')).toThrow(RangeError)
  })
})
