import type { IncomingHttpHeaders } from 'node:http'
import type { FaultKind } from './faults.ts'
import type { GatewayName } from './gateway.ts'

/** A request that reached a gateway. */
export interface SandboxRequest {
  readonly gateway: GatewayName
  /** As the vendor writes it: `telephonesms`, `sms/send`, `send_message`; empty while it is not known. */
  endpoint: string
  readonly method: string
  /** Path with query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Form fields and query parameters. */
  fields: Readonly<Record<string, string>>
  /** Parameters of an XML-RPC call. */
  params: readonly unknown[]
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number
  /** Whether it was acted upon: with true the message was sent and paid for, whatever the caller got to see. */
  processed: boolean
  /** The fault that befell it. */
  fault: FaultKind | null
}

/** The requests in order of arrival, oldest first; `clear()` forgets them. */
export type RequestLog = SandboxRequest[] & { clear(): void }

/** How many requests are kept before the oldest are forgotten. */
export const maxRequests = 10_000

/** Makes an empty log. */
export const createRequestLog = (): RequestLog => {
  const entries: SandboxRequest[] = []
  // Not enumerable, so that the log equals a plain array of its entries.
  return Object.defineProperty(entries, 'clear', { value: () => void (entries.length = 0) }) as RequestLog
}

/** Adds an entry, and forgets the oldest when there are too many. */
export const logRequest = (log: RequestLog, entry: SandboxRequest): SandboxRequest => {
  log.push(entry)
  if (log.length > maxRequests) log.shift()
  return entry
}
