import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from './clock.ts'
import type { FaultQueue } from './faults.ts'
import { type Gateway, plainAnswer } from './gateway.ts'
import { performFault, resetConnection, sendAnswer } from './perform-fault.ts'
import { readBody } from './request-body.ts'
import { type RequestLog, logRequest } from './request-log.ts'

/** What answering a gateway's requests takes. */
export interface GatewayServing {
  readonly clock: Clock
  readonly faults: FaultQueue
  readonly requests: RequestLog
  /** How long an answer takes; what it says is settled when the request has been read. */
  readonly answerDelayMs: number
}

/** Answers one request of a gateway, or lets a fault befall it. */
export const serveGateway = async (
  { clock, faults, requests, answerDelayMs }: GatewayServing,
  gateway: Gateway,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = url.pathname.slice(gateway.basePath.length)
  const method = request.method ?? ''
  const namedByPath = gateway.endpointOf(path)
  const entry = logRequest(requests, {
    gateway: gateway.name,
    endpoint: namedByPath ?? '',
    method,
    path: `${url.pathname}${url.search}`,
    headers: request.headers,
    fields: Object.fromEntries(url.searchParams),
    params: [],
    at: clock.now(),
    processed: false,
    fault: null,
  })

  const early = faults.peek(gateway.name, namedByPath)
  if (early?.kind === 'resetBeforeRead') {
    faults.spend(early)
    entry.fault = early.kind
    return resetConnection(request)
  }
  if (method !== 'GET' && method !== 'POST') {
    return sendAnswer(response, plainAnswer(405, `The gateways take GET and POST, not ${method}`), {
      allow: 'GET, POST',
    })
  }
  const body = await readBody(request)
  if (!body) return sendAnswer(response, plainAnswer(413, 'A request body has at most 1,000,000 bytes'))
  const call = await gateway
    .prepare(path, { method, query: url.searchParams, headers: request.headers, body })
    .catch(() => undefined)
  if (!call) return sendAnswer(response, plainAnswer(400, 'The body is not what its content type says'))
  entry.endpoint = call.endpoint
  entry.fields = call.fields
  entry.params = call.params

  const fault = faults.peek(gateway.name, call.endpoint)
  if (!fault) {
    entry.processed = true
    const answer = await call.process()
    if (answerDelayMs === 0) return sendAnswer(response, answer)
    response.once(
      'close',
      clock.after(answerDelayMs, () => sendAnswer(response, answer)),
    )
    return
  }
  faults.spend(fault)
  entry.fault = fault.kind
  entry.processed = fault.processed
  const answer = fault.processed ? await call.process() : undefined
  performFault(fault, { request, response, gateway: gateway.name, answer }, clock)
}
