import type { IncomingMessage } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { readEventStream } from './read-event-stream.ts'

/** Answers GraphQL requests over HTTP. */
export interface GraphqlHandler {
  fetch(url: string, init: RequestInit, context: object): Response | Promise<Response>
}

/** Who asks, as the socket was opened. */
export interface SocketOrigin {
  /** The request that became the socket. */
  readonly request: IncomingMessage
  /** What stands in `authorization`, as the client said when it connected. */
  readonly authorization: string | undefined
}

// The address only has to lead to GraphQL: whether the socket's own may be used was judged when it was opened.
const address = 'http://localhost/graphql'

async function* fetchResults(
  handler: GraphqlHandler,
  payload: object,
  { request, authorization }: SocketOrigin,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(authorization !== undefined && { authorization }),
  }
  const init = { method: 'POST', headers, body: JSON.stringify(payload), signal }
  const response = await handler.fetch(address, init, { req: request, isSocket: true })
  if (response.headers.get('content-type')?.startsWith('text/event-stream') && response.body) {
    yield* readEventStream(response.body)
  } else {
    yield await response.json()
  }
}

const done = { done: true, value: undefined } as const

/**
 * Runs an operation of a socket as the HTTP request that it could have been, so that whatever holds there (who may, what is
 * too much, what is logged, which errors are masked) holds here without being said again. Gives the results; to return ends it
 * at once, even while a result is waited for.
 */
export const runOperation = (
  handler: GraphqlHandler,
  payload: object,
  origin: SocketOrigin,
): AsyncGenerator<ExecutionResult, void> => {
  const controller = new AbortController()
  const results = fetchResults(handler, payload, origin, controller.signal) as AsyncGenerator<ExecutionResult, void>
  const end = () => {
    controller.abort()
    // It ends when what it waits for does.
    results.return().catch(() => undefined)
    return Promise.resolve(done)
  }
  return {
    async next() {
      try {
        return await results.next()
      } catch (error) {
        if (controller.signal.aborted) return done
        throw error
      }
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await end()
    },
  }
}
