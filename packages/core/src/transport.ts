/** One HTTP request as a provider's wire module builds it. Always a POST: a credential never stands in a URL. */
export interface HttpRequest {
  readonly method: 'POST'
  /** Absolute; carries no query. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One HTTP answer, whole and decompressed. The bytes stay bytes, because the provider may declare its own charset. */
export interface HttpResponse {
  readonly status: number
  /** Names in lower case; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

export interface SendOptions {
  /** Ends the request early; the transport then throws a TransportError with reason `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** The moment (milliseconds since the epoch) at which the transport gives up with reason `deadline`. */
  readonly deadline: number
}

/**
 * How core reaches the network. A surface brings its own (n8n does) or takes the one of `@heliograph/core/undici`.
 * A transport sends each request at most once, follows no redirect, and throws nothing but TransportError.
 */
export interface Transport {
  send(request: HttpRequest, options: SendOptions): Promise<HttpResponse>
}

/**
 * Why no answer came back.
 * - `refused`: nobody listens there, or no route leads there.
 * - `lookup`: the host name has no address.
 * - `connect-timeout`: no connection in time.
 * - `tls`: the certificate or the handshake is not acceptable.
 * - `reset`: the connection broke.
 * - `deadline`: the deadline passed.
 * - `too-large`: the answer, decompressed, is larger than the transport accepts.
 * - `malformed`: what came back is not HTTP, or cannot be decompressed.
 * - `aborted`: the caller's signal.
 */
export type TransportFailure =
  | 'refused'
  | 'lookup'
  | 'connect-timeout'
  | 'tls'
  | 'reset'
  | 'deadline'
  | 'too-large'
  | 'malformed'
  | 'aborted'

/** The one error a Transport throws. Its message names no header, no body and no credential. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly reason: TransportFailure
  /**
   * Whether any byte of the request may have left. `false` only where the transport knows that none did:
   * this decides between the outcomes `not-accepted` and `unknown`, and so whether a send may be repeated.
   */
  readonly requestWritten: boolean

  constructor(reason: TransportFailure, requestWritten: boolean, detail: string) {
    super(detail)
    this.reason = reason
    this.requestWritten = requestWritten
  }
}
