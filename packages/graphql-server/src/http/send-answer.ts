import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** Passes a stream on as fast as it is taken, until it ends or its reader is gone. */
const passOn = async (
  body: ReadableStream<Uint8Array>,
  response: ServerResponse,
  readerGone: AbortSignal,
): Promise<void> => {
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => undefined)
  readerGone.addEventListener('abort', cancel)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || readerGone.aborted) break
      if (!response.write(value)) await once(response, 'drain', { signal: readerGone })
    }
  } finally {
    readerGone.removeEventListener('abort', cancel)
    // It may have gone before anybody listened.
    cancel()
    response.end()
  }
}

const isStream = (headers: Headers): boolean =>
  /^(?:text\/event-stream|multipart\/mixed)/.test(headers.get('content-type') ?? '')

/** Sends an answer of Yoga; one that is a stream for as long as its reader is there. */
export const sendAnswer = async (
  answer: Response,
  response: ServerResponse,
  readerGone: AbortSignal,
): Promise<void> => {
  const { status, headers, body } = answer
  if (body && isStream(headers)) {
    // Set one by one, so that whoever watches the answer can see that it is a stream.
    for (const [name, value] of headers) response.setHeader(name, value)
    response.writeHead(status).flushHeaders()
    await passOn(body, response, readerGone)
    return
  }
  const content = Buffer.from(await answer.arrayBuffer())
  response.writeHead(status, { ...Object.fromEntries(headers), 'content-length': content.length }).end(content)
}
