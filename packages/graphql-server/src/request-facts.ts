import { randomUUID } from 'node:crypto'
import type { Logger } from './log.ts'
import type { Tracing } from './observability/tracing.ts'
import type { CallRecord, RequestFacts } from './request-context.ts'

// A short word: nothing that could forge a line of a log or of a header.
const wellFormedId = /^[\w.-]{8,128}$/

type SharedFacts = Pick<
  RequestFacts,
  'connections' | 'runningCalls' | 'caller' | 'isStillKnown' | 'maxRecipients' | 'delivery' | 'deadLetters' | 'sending'
>

/** The request as far as its facts go. */
interface FactualRequest {
  readonly headers: { get(name: string): string | null }
  readonly signal: AbortSignal
}

/** Knows requests from the first to the last. */
export interface RequestFactsKeeper {
  /** Adds to `context` the facts of a new request: its id is the caller's `x-request-id` if that is well-formed. */
  begin<Context extends object>(request: FactualRequest, context: Context): Context & RequestFacts
  /** Writes one line to the log when the answer goes out: which operations ran and how, never what was in them. */
  end(facts: RequestFacts, request: FactualRequest, status: number): void
}

/** Milliseconds since `startedAt`, to a hundredth. */
const elapsedMs = (startedAt: number): number => Math.round((performance.now() - startedAt) * 100) / 100

export const createRequestFacts = (
  log: Logger,
  shared: SharedFacts,
  tracing?: Pick<Tracing, 'findTraceId'>,
): RequestFactsKeeper => ({
  begin({ headers, signal }, context) {
    const given = headers.get('x-request-id')
    const calls: CallRecord[] = []
    const traceId = tracing?.findTraceId()
    const facts = Object.assign(context, shared, {
      requestId: given !== null && wellFormedId.test(given) ? given : randomUUID(),
      ...(traceId !== undefined && { traceId }),
      startedAt: performance.now(),
      calls,
      awaited: [],
      noteCall(record: CallRecord) {
        calls.push(record)
        const clientGone = signal.aborted
        // The line of the request may come too late, or not at all.
        if (clientGone || shared.runningCalls.signal.aborted) {
          log.info({ requestId: facts.requestId, caller: facts.caller.name, ...record, clientGone }, 'call')
        }
      },
    } satisfies Partial<RequestFacts>)
    return facts
  },
  end({ requestId, traceId, startedAt, calls, operationName, caller }, { signal }, status) {
    const level = calls.length > 0 || status >= 400 ? 'info' : 'debug'
    log[level](
      {
        requestId,
        ...(traceId !== undefined && { traceId }),
        caller: caller.name,
        operationName,
        calls,
        status,
        durationMs: elapsedMs(startedAt),
        ...(signal.aborted && { clientGone: true }),
      },
      'request',
    )
  },
})
