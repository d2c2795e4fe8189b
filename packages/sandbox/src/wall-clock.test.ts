import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromWallClock, toWallClock } from './wall-clock.ts'

describe('toWallClock', () => {
  it('shows winter and summer time', () => {
    expect(toWallClock(Date.UTC(2026, 0, 1, 12), 'Europe/Athens')).toBe('2026-01-01 14:00:00')
    expect(toWallClock(Date.UTC(2026, 6, 1, 12), 'Europe/Zurich')).toBe('2026-07-01 14:00:00')
  })
})

describe('fromWallClock', () => {
  it('finds, for every time that a wall clock shows, an instant at which it shows that', () => {
    const seconds = fc.integer({ min: Date.UTC(2000, 0) / 1_000, max: Date.UTC(2050, 0) / 1_000 })
    fc.assert(
      fc.property(seconds, fc.constantFrom('Europe/Athens' as const, 'Europe/Zurich' as const), (second, zone) => {
        const text = toWallClock(second * 1_000, zone)
        const read = fromWallClock(text, zone)
        expect(read === undefined ? undefined : toWallClock(read, zone)).toBe(text)
      }),
    )
  })

  it('reads an hour that daylight saving skips as the hour after it', () => {
    const read = fromWallClock('2026-03-29 02:30:00', 'Europe/Zurich')
    expect(read).toBe(Date.UTC(2026, 2, 29, 1, 30))
  })

  it.each(['', '2026-02-30 10:00:00', '2026-13-01 10:00:00', '2026-01-01', '2026-01-01T10:00:00', 'tomorrow'])(
    'does not read %j',
    (text) => {
      expect(fromWallClock(text, 'Europe/Zurich')).toBeUndefined()
    },
  )
})
