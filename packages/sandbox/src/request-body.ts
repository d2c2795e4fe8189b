import type { IncomingMessage } from 'node:http'

/** The longest body that is read, in bytes. */
export const maxBodyBytes = 1_000_000

/** Reads a body whole; undefined if it is longer than `maxBodyBytes`. Throws if the caller goes away. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined
  const chunks: Buffer[] = []
  let length = 0
  // A destroyed request could not be answered any more.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const bytes = piece as Buffer
    length += bytes.length
    if (length > maxBodyBytes) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
