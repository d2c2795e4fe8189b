import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import type { createYogaServer } from './create-yoga-server.ts'

type YogaServer = Pick<ReturnType<typeof createYogaServer>, 'fetchAPI' | 'handleRequest'>

const tooLarge = () =>
  new GraphQLError('Request body too large', {
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  })

/** Reads a body as JSON. Throws a GraphQLError for one that is too large, and leaves the rest of it unread. */
const readJson = (request: IncomingMessage, maxBytes: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const end = (settle: () => void) => {
      request.off('data', take).off('end', finish).off('error', reject)
      settle()
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) end(() => reject(tooLarge()))
      else chunks.push(chunk)
    }
    const finish = () =>
      end(() => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()))
        } catch (error) {
          reject(error)
        }
      })
    request.on('data', take).on('end', finish).on('error', reject)
  })

const isStream = (headers: Headers): boolean =>
  /^(?:text\/event-stream|multipart\/mixed)/.test(headers.get('content-type') ?? '')

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
    response.end()
  }
}

const respond = async (answer: Response, response: ServerResponse, readerGone: AbortSignal): Promise<void> => {
  const { status, headers, body } = answer
  if (body && isStream(headers)) {
    response.writeHead(status, Object.fromEntries(headers)).flushHeaders()
    await passOn(body, response, readerGone)
    return
  }
  // A text needs no conversion to bytes and back.
  const content = headers.has('content-encoding') ? Buffer.from(await answer.arrayBuffer()) : await answer.text()
  response
    .writeHead(status, { ...Object.fromEntries(headers), 'content-length': Buffer.byteLength(content) })
    .end(content)
}

/**
 * Answers HTTP requests with Yoga. Its own listener would make streams of body and answer, which costs as much as all the rest of
 * a request; here the body is read when Yoga asks for it, after it has found out who sends it.
 */
export const createYogaListener =
  (yoga: YogaServer, maxBodyBytes: number): RequestListener =>
  (request, response) => {
    const { url = '/', method = 'GET', headers } = request
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const asked = new yoga.fetchAPI.Request(`http://${headers.host}${url}`, {
      method,
      headers: headers as Record<string, string>,
      signal: gone.signal,
    })
    asked.json = () => readJson(request, maxBodyBytes)
    const answered = Promise.resolve(yoga.handleRequest(asked, { req: request } as never))
    answered.then((answer) => respond(answer, response, gone.signal)).catch(() => response.destroy())
  }
