import type { IncomingMessage } from 'node:http'

/** The longest body that is kept, in bytes. */
export const maxBodyBytes = 1_000_000

/**
 * Reads a body whole; undefined if it is longer than `maxBodyBytes`. Such a one is read to its end and thrown away:
 * a caller that is still writing would not see the answer. Rejects if the caller goes away.
 */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const piece of request) {
    const bytes = piece as Buffer
    length += bytes.length
    if (length <= maxBodyBytes) chunks.push(bytes)
  }
  return length > maxBodyBytes ? undefined : Buffer.concat(chunks)
}
