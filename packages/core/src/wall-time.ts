import { tzOffset } from '@date-fns/tz'

/*
 * Wall-clock time: what a clock on the wall of a zone shows, without saying its distance from UTC. Only the UTC side of Date
 * is used, and the zone is always given, so the machine's own zone has no part in it.
 */

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const offsetMs = (epochMs: number, zone: string): number => {
  const minutes = tzOffset(zone, new Date(epochMs))
  if (!Number.isFinite(minutes)) throw new RangeError(`Unknown time zone: ${zone}`)
  // Offsets of the nineteenth century have seconds, which the library gives as a fraction.
  return Math.round(minutes * minuteMs)
}

/**
 * What clocks in an IANA zone show at an instant: "YYYY-MM-DD HH:MM:SS", fractions of a second cut off.
 * Throws RangeError for an invalid date, an unknown zone, and a year that has not four digits.
 */
export const toWallTime = (instant: Date, zone: string): string => {
  const epochMs = instant.getTime()
  if (Number.isNaN(epochMs)) throw new RangeError('Invalid date')
  const iso = new Date(epochMs + offsetMs(epochMs, zone)).toISOString()
  if (!/^\d{4}-/.test(iso)) throw new RangeError(`The year has not four digits: ${iso}`)
  return iso.slice(0, 19).replace('T', ' ')
}

/** The epoch milliseconds at which UTC clocks show the text; null if no clock ever does. */
const readAsUtc = (text: string): number | null => {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const iso = `${text.replace(' ', 'T')}.000Z`
  const epochMs = Date.parse(iso)
  // Date.parse carries 30 February into March and 24:00 into the next day.
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString() === iso ? epochMs : null
}

/**
 * The instant at which clocks in an IANA zone show "YYYY-MM-DD HH:MM:SS"; null if the text is not of that form or names an
 * impossible date or time (2026-02-30, 25:00:00, a leap second).
 *
 * A time that occurs twice, when clocks go back, is its first occurrence (summer time). A time that never occurs, when clocks
 * go forward, is moved on by as much as the clocks are (02:30 becomes 03:30 summer time), as PostgreSQL does.
 * Throws RangeError for an unknown zone.
 */
export const fromWallTime = (text: string, zone: string): Date | null => {
  const asUtc = readAsUtc(text)
  if (asUtc === null) return null
  // No zone is a day away from UTC, so these two lie on either side of the instant and of a change of clocks close to it.
  const before = offsetMs(asUtc - dayMs, zone)
  const after = offsetMs(asUtc + dayMs, zone)
  const earlier = asUtc - Math.max(before, after)
  const later = asUtc - Math.min(before, after)
  const shows = (epochMs: number): boolean => epochMs + offsetMs(epochMs, zone) === asUtc
  return new Date([earlier, later].find(shows) ?? asUtc - before)
}
