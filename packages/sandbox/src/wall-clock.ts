/** A time zone that one of the gateways writes its times in. */
export type WallClockZone = 'Europe/Athens' | 'Europe/Zurich'

const formatters = new Map<WallClockZone, Intl.DateTimeFormat>()

const formatterOf = (zone: WallClockZone): Intl.DateTimeFormat => {
  const known = formatters.get(zone)
  if (known) return known
  // Swedish writes a date as ISO 8601 does.
  const formatter = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  formatters.set(zone, formatter)
  return formatter
}

/** "YYYY-MM-DD HH:MM:SS" as a clock on the wall in `zone` shows it at `ms`. */
export const toWallClock = (ms: number, zone: WallClockZone): string => formatterOf(zone).format(ms)

const asUtc = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/**
 * The instant at which a clock in `zone` shows `text` ("YYYY-MM-DD HH:MM:SS"), or undefined if no calendar has it.
 * An hour that daylight saving skips is read as the hour after it.
 */
export const fromWallClock = (text: string, zone: WallClockZone): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined
  const wanted = asUtc(text)
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(wanted) || new Date(wanted).toISOString().slice(0, 19).replace('T', ' ') !== text) return undefined
  const offsetAt = (ms: number) => asUtc(toWallClock(ms, zone)) - ms
  const guess = wanted - offsetAt(wanted)
  return wanted - offsetAt(guess)
}
