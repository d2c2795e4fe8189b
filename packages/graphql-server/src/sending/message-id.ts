import { randomUUID } from 'node:crypto'

const counterSize = 1 << 12

let lastMs = 0
let counter = 0

/** Milliseconds that never go back, and a place within them. */
const nextMoment = (): readonly [ms: number, place: number] => {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    counter = 0
  } else if (++counter === counterSize) {
    lastMs++
    counter = 0
  }
  return [lastMs, counter]
}

/** A UUIDv7: ids of this process sort in the order in which they were made, those of several processes by the millisecond. */
export const createMessageId = (): string => {
  const [ms, place] = nextMoment()
  const time = ms.toString(16).padStart(12, '0')
  // Behind the version, a random UUID is made as this one is.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`
}
