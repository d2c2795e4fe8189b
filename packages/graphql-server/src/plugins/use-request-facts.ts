import { randomUUID } from 'node:crypto'
import type { Plugin } from 'graphql-yoga'
import type { Logger } from '../log.ts'
import type { Tracing } from '../observability/tracing.ts'
import type { ProviderConnections } from '../provider-connections.ts'
import type { CallRecord, RequestFacts } from '../request-context.ts'
import type { RunningCalls } from '../running-calls.ts'

// A short word: nothing that could forge a line of a log or of a header.
const wellFormedId = /^[\w.-]{8,128}$/

/**
 * Gives each request its id (the caller's `x-request-id` if it is well-formed), answers with it, and writes one line
 * to the log when the answer goes out: which operations ran and how, never what was in them.
 */
export const useRequestFacts = (
  connections: ProviderConnections,
  log: Logger,
  runningCalls: RunningCalls,
  sharedFacts: Pick<RequestFacts, 'caller' | 'isStillKnown' | 'maxRecipients' | 'delivery' | 'deadLetters' | 'sending'>,
  tracing?: Pick<Tracing, 'findTraceId'>,
): Plugin<Record<never, never>, Partial<RequestFacts>> => ({
  onRequest({ request, serverContext }) {
    const given = request.headers.get('x-request-id')
    const calls: CallRecord[] = []
    const traceId = tracing?.findTraceId()
    const facts: RequestFacts = {
      requestId: given !== null && wellFormedId.test(given) ? given : randomUUID(),
      ...(traceId !== undefined && { traceId }),
      startedAt: performance.now(),
      connections,
      ...sharedFacts,
      runningCalls,
      calls,
      noteCall(record) {
        calls.push(record)
        const clientGone = request.signal.aborted
        // The line of the request may come too late, or not at all.
        if (clientGone || runningCalls.signal.aborted) {
          log.info({ requestId: facts.requestId, caller: serverContext.caller?.name, ...record, clientGone }, 'call')
        }
      },
    }
    Object.assign(serverContext, facts)
  },
  onResponse({ request, response, serverContext }) {
    const { requestId, traceId, startedAt, calls, operationName, caller } = serverContext
    // Yoga answers /health before any plugin sees the request.
    if (requestId === undefined || startedAt === undefined || calls === undefined) return
    response.headers.set('x-request-id', requestId)
    const level = calls.length > 0 || response.status >= 400 ? 'info' : 'debug'
    log[level](
      {
        requestId,
        ...(traceId !== undefined && { traceId }),
        caller: caller?.name,
        operationName,
        calls,
        status: response.status,
        durationMs: elapsedMs(startedAt),
        ...(request.signal.aborted && { clientGone: true }),
      },
      'request',
    )
  },
})

/** Milliseconds since `startedAt`, to a hundredth. */
const elapsedMs = (startedAt: number): number => Math.round((performance.now() - startedAt) * 100) / 100
