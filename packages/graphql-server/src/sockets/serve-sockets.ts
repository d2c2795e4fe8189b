import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FormattedExecutionResult, GraphQLError, parse } from 'graphql'
import { makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Authenticator, readAuthorization } from '../access/authenticate.ts'
import type { FailedLogins } from '../access/failed-logins.ts'
import { isFromOtherOrigin } from '../limits/refuse-cross-site.ts'
import type { Logger } from '../log.ts'
import { findRequestProblem } from '../request-problem.ts'
import { type GraphqlHandler, runOperation, type SocketOrigin } from './run-operation.ts'

export interface SocketParts {
  readonly handler: GraphqlHandler
  readonly authenticator: Authenticator
  readonly failedLogins: FailedLogins
  readonly log: Logger
}

export interface GraphqlSockets {
  /** Takes no more sockets, and closes those that are open in a way that makes clients come back. */
  close(): Promise<void>
}

const graphqlPath = '/graphql'

const maxPayload = 256 * 1024
/** A socket with this much unsent is not read any further until its client takes some of it. */
const mostUnsentBytes = 1024 * 1024
const mostSockets = 2_000
const mostOperations = 100

/** A socket that does not answer within this time is gone, or takes nothing more. */
const pingMs = 12_000
const initWaitMs = 5_000
const closeMs = 1_000

/** Close codes: RFC 6455, and those that graphql-ws's clients know. */
const closeCodes = { goingAway: 1001, internalError: 1011, tooManyRequests: 4429 } as const

const refuse = (socket: Duplex, status: number, words: string): void => {
  socket.end(
    `HTTP/1.1 ${status} ${words}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${words.length}\r\n\r\n${words}`,
  )
}

interface Extra {
  readonly socket: WebSocket
  readonly request: IncomingMessage
  authorization?: string | undefined
}

// graphql-ws asks for a document to tell subscriptions from the rest; here each operation answers as one.
const anySubscription = parse('subscription { any }')

const createProtocol = ({ handler, authenticator, failedLogins }: SocketParts) =>
  makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: initWaitMs,
    async onConnect({ connectionParams, extra }) {
      try {
        const given = connectionParams ?? {}
        const caller = await authenticator.authenticate(given)
        extra.authorization = readAuthorization(given)
        if (caller === undefined) await failedLogins.add(extra.request.socket.remoteAddress ?? 'unknown')
        return caller !== undefined
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        extra.socket.close(closeCodes.tooManyRequests, error.message.slice(0, 120))
        return false
      }
    },
    onSubscribe({ subscriptions, extra }, _id, payload) {
      if (Object.keys(subscriptions).length > mostOperations) {
        return [
          new GraphQLError(`At most ${mostOperations} operations may run on one WebSocket at a time.`, {
            extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
          }),
        ]
      }
      return { schema: undefined as never, document: anySubscription, contextValue: { payload, extra } }
    },
    subscribe({ contextValue }) {
      const { payload, extra } = contextValue as { readonly payload: object; readonly extra: Extra }
      return runOperation(handler, payload, extra satisfies Partial<Extra> as SocketOrigin)
    },
    // It comes as JSON already, errors and all.
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
  })

/** Ends the socket if it does not answer: a client that takes nothing more would make what is sent to it pile up. */
const watchPings = (socket: WebSocket): (() => void) => {
  let isAlive = true
  socket.on('pong', () => (isAlive = true))
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, pingMs)
  return () => clearInterval(timer)
}

/** Answers pings, and reads no more of a client that asks without taking the answers: they would pile up. */
const createHold = (socket: WebSocket) => {
  const hold = () => {
    if (socket.bufferedAmount > mostUnsentBytes) socket.pause()
  }
  /** To be called when something has been sent. */
  const release = () => {
    if (socket.isPaused && socket.bufferedAmount <= mostUnsentBytes) socket.resume()
  }
  socket.on('ping', (data) => {
    hold()
    socket.pong(data, false, release)
  })
  return { hold, release }
}

const connect = (protocol: ReturnType<typeof createProtocol>, extra: Extra, log: Logger): void => {
  const { socket } = extra
  const stopPings = watchPings(socket)
  const { hold, release } = createHold(socket)
  const fail = (error: unknown) => {
    log.error({ error: (error as Error).name }, 'a WebSocket failed')
    socket.close(closeCodes.internalError, 'Internal error')
  }
  // What the client does wrong; ws closes the socket with a code that says it.
  socket.on('error', (error) => log.debug({ error: error.name }, 'a WebSocket broke'))
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // It resolves once the bytes have left, so that a slow client slows its subscriptions down.
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) resolve()
          else {
            socket.send(data, (error) => {
              release()
              if (error) reject(error)
              else resolve()
            })
          }
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) =>
        socket.on('message', (data: Buffer) => {
          hold()
          void take(data.toString()).catch(fail)
        }),
    },
    extra,
  )
  socket.once('close', (code, reason) => {
    stopPings()
    void closed(code, String(reason))
  })
}

/** GraphQL over WebSockets (the protocol graphql-transport-ws) at /graphql of an HTTP server, under the same rules as over HTTP. */
export const serveSockets = (server: Server, parts: SocketParts): GraphqlSockets => {
  const { authenticator, log } = parts
  const protocol = createProtocol(parts)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: (protocols) => (protocols.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  })
  let isClosing = false

  const findRefusal = (request: IncomingMessage): readonly [status: number, words: string] | undefined => {
    const problem = findRequestProblem(request, authenticator)
    if (problem) return [problem.status, problem.message]
    const [pathname] = (request.url ?? '').split('?', 1)
    if (pathname !== graphqlPath) return [404, 'Not Found']
    if (isFromOtherOrigin(request.headers)) return [403, 'Forbidden']
    return isClosing || sockets.clients.size >= mostSockets ? [503, 'Service Unavailable'] : undefined
  }
  server.on('upgrade', (request, socket, head) => {
    const refusal = findRefusal(request)
    socket.on('error', () => socket.destroy())
    if (refusal) return refuse(socket, ...refusal)
    sockets.handleUpgrade(request, socket, head, (webSocket) => connect(protocol, { socket: webSocket, request }, log))
  })
  return {
    async close() {
      isClosing = true
      // No complete is sent: a client that sees this code comes back, perhaps to another process.
      const ended = [...sockets.clients].map(
        (socket) =>
          new Promise((resolve) => {
            socket.once('close', resolve)
            socket.close(closeCodes.goingAway, 'Going away')
          }),
      )
      await Promise.race([Promise.all(ended), sleep(closeMs, undefined, { ref: false })])
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}
