import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from './clock.ts'
import { htmlPage, oversizedHead, pageAnswer, xmlBomb } from './fault-bodies.ts'
import type { ActiveFault } from './faults.ts'
import type { GatewayAnswer, GatewayName } from './gateway.ts'

/** A request at the moment when a fault befalls it. */
export interface FaultyExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly gateway: GatewayName
  /** What the gateway answered; undefined if the request was not processed. */
  readonly answer: GatewayAnswer | undefined
}

/** Sends an answer whole. */
export const sendAnswer = (
  response: ServerResponse,
  { statusCode, contentType, body }: GatewayAnswer,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(statusCode, { 'content-type': contentType, 'content-length': body.length, ...headers })
  response.end(body)
}

/** Ends the connection with an RST instead of a FIN. */
export const resetConnection = ({ socket }: IncomingMessage): void => void socket.resetAndDestroy()

const nothing: GatewayAnswer = { statusCode: 200, contentType: 'text/plain', body: Buffer.alloc(0) }

const openBody = (response: ServerResponse, { statusCode, contentType, body }: GatewayAnswer) =>
  response.writeHead(statusCode, { 'content-type': contentType, 'content-length': body.length })

const sendSlowly = (response: ServerResponse, answer: GatewayAnswer, pauseMs: number, clock: Clock) => {
  openBody(response, answer)
  let sent = 0
  let cancel = () => {}
  const sendNext = () => {
    response.write(answer.body.subarray(sent, sent + 1))
    sent++
    if (sent >= answer.body.length) response.end()
    else cancel = clock.after(pauseMs, sendNext)
  }
  response.on('close', () => cancel())
  sendNext()
}

const sendTruncated = (response: ServerResponse, answer: GatewayAnswer) => {
  openBody(response, answer)
  const half = answer.body.subarray(0, Math.floor(answer.body.length / 2))
  response.write(half, () => response.socket?.destroySoon())
}

const chunk = Buffer.alloc(64 * 1_024, 'A')

const sendOversized = (response: ServerResponse, gateway: GatewayName, bytes: number) => {
  const { contentType, head } = oversizedHead(gateway)
  response.writeHead(200, { 'content-type': contentType })
  let remaining = bytes
  const send = (piece: Buffer) => {
    remaining -= piece.length
    return response.write(piece)
  }
  const sendOn = () => {
    // Nothing is written to a connection that the caller has left, and no more than it takes.
    while (remaining > 0 && !response.destroyed) {
      if (!send(chunk.subarray(0, Math.min(chunk.length, remaining)))) return
    }
    response.end()
  }
  response.on('drain', sendOn)
  send(Buffer.from(head).subarray(0, remaining))
  sendOn()
}

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) }

/** Lets a fault happen to a request that has been read. */
export const performFault = (fault: ActiveFault, exchange: FaultyExchange, clock: Clock): void => {
  const { request, response, gateway, answer = nothing } = exchange
  switch (fault.kind) {
    case 'refuse':
    case 'resetBeforeRead':
    case 'resetAfterRead':
      return resetConnection(request)
    case 'hang':
      return
    case 'slowBody':
      return sendSlowly(response, answer, fault.pauseMs ?? 20, clock)
    case 'truncatedBody':
      return sendTruncated(response, answer)
    case 'rateLimit':
      return sendAnswer(response, pageAnswer(429, 'Too Many Requests\n'), retryAfter(fault.retryAfterSeconds ?? 1))
    case 'unavailable':
      return sendAnswer(response, pageAnswer(503, 'Service Unavailable\n'), retryAfter(fault.retryAfterSeconds))
    case 'htmlPage':
      return sendAnswer(response, pageAnswer(200, htmlPage))
    case 'emptyBody':
      return sendAnswer(response, { ...answer, statusCode: 200, body: Buffer.alloc(0) })
    case 'oversizedBody':
      return sendOversized(response, gateway, fault.bytes ?? 200_000_000)
    case 'xmlBomb':
      return sendAnswer(response, {
        statusCode: 200,
        contentType: 'text/xml; charset=utf-8',
        body: Buffer.from(xmlBomb(gateway)),
      })
  }
}
