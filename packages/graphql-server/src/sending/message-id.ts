import { getRandomValues } from 'node:crypto'

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
  const bytes = Buffer.from(getRandomValues(new Uint8Array(16)))
  bytes.writeUIntBE(ms, 0, 6)
  bytes.writeUInt16BE(0x7000 | place, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
