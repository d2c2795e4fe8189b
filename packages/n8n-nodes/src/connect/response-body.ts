/** The answer holds more than is accepted. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

const isByteStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body

const join = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const whole = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

/**
 * The bytes of a body as n8n gives it: a stream, or, where something has read it already, bytes or text.
 * Throws TooLargeError once there are more than `maxBytes`, the signal's reason when it aborts, and what the stream throws.
 */
export const readBody = async (body: unknown, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> => {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  if (!isByteStream(body)) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    signal.throwIfAborted()
    length += chunk.byteLength
    // Leaving the loop destroys the stream, and with it the connection.
    if (length > maxBytes) throw new TooLargeError('the answer is larger than is accepted')
    chunks.push(chunk)
  }
  return join(chunks, length)
}
