/** When the id of a message was made, by the clock of the process that made it: what the first 48 bits of a UUIDv7 are. */
export const timeOfMessageId = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))

/** The least id that a message may have that was made at an instant; ids of what was made before it are smaller. */
export const leastMessageIdAt = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`
}
