import type { ErrorKind, Outcome } from '@heliograph/core'
import type { Caller } from './access/caller.ts'
import type { BatchLoaders } from './batched-queries.ts'
import type { Delivery } from './delivery/delivery.ts'
import type { DeadLetters } from './jobs/dead-letters.ts'
import type { ProviderConnections } from './provider-connections.ts'
import type { RunningCalls } from './running-calls.ts'
import type { Sending } from './sending/sending.ts'

/** One operation that a request ran, as the log tells it: no input, no output. */
export interface CallRecord {
  /** `sms365.sms.send` */
  readonly operation: string
  readonly durationMs: number
  /** What went wrong; absent if it went well. */
  readonly kind?: ErrorKind
  readonly outcome?: Outcome
  /** The provider's own code. */
  readonly code?: string
  readonly attempts?: number
  /** Whether the provider was not called: an idempotency key had been used before. */
  readonly isReplay?: true
}

/** What is made anew for each HTTP request, before anything reads it. */
export interface RequestFacts {
  /** Names the request in the log, in `x-request-id`, and in errors that are masked. */
  readonly requestId: string
  /** Names the trace that the request belongs to, where there are traces. */
  readonly traceId?: string
  /** Milliseconds of the monotonic clock. */
  readonly startedAt: number
  readonly connections: ProviderConnections
  /** Nobody until it is known who asks. */
  caller: Caller
  /** Whether the caller would be let in again: what runs on for long, such as a subscription, asks. */
  isStillKnown(caller: Caller): boolean
  /** How long a list of an input may be. */
  readonly maxRecipients: number
  readonly calls: readonly CallRecord[]
  /** Adds to `calls`, and writes to the log at once what nobody waits for any more. */
  noteCall(record: CallRecord): void
  /** What must have ended before the answer goes out, such as a write to the store; none of it rejects. */
  readonly awaited: Promise<void>[]
  readonly runningCalls: RunningCalls
  readonly sending: Sending
  readonly delivery: Delivery
  readonly deadLetters: DeadLetters
  /** Whether the request came over a WebSocket. */
  readonly isSocket?: true
  /** The name that the client gave its operation, its first 64 characters. */
  operationName?: string
  loaders?: BatchLoaders
}

/** What every resolver gets. */
export interface RequestContext extends RequestFacts {
  readonly request: {
    readonly headers: { get(name: string): string | null }
    /** Aborts when whoever asked has gone. */
    readonly signal: AbortSignal
  }
}
