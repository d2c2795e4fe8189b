import { Agent, type Dispatcher, EnvHttpProxyAgent, errors } from 'undici'
import { isLoopbackHost } from '../base-url.ts'
import type { HttpRequest, HttpResponse, SendOptions, Transport, TransportFailure } from '../transport.ts'
import { acceptedEncodings, decompress } from './decompress.ts'
import { createTransportError, toTransportError } from './failure.ts'
import type { ProxySettings } from './proxy-settings.ts'

// A timer set for longer fires at once.
const longestTimerMs = 2 ** 31 - 1

export interface UndiciTransportOptions {
  /** 5 seconds unless given. */
  readonly connectTimeoutMs?: number
  /** The size at which an answer is given up, counted after decompression; 16 MiB unless given. */
  readonly maxResponseBytes?: number
  /** How many connections there may be to one host; 64 unless given. */
  readonly connections?: number
  /** No proxy unless given; `readProxySettings(process.env)` reads the usual variables. */
  readonly proxy?: ProxySettings
  /** The clock that deadlines are meant by; the machine's unless given. */
  readonly now?: () => number
}

/** A Transport that keeps its connections open. */
export interface UndiciTransport extends Transport {
  /**
   * Reads a public document, such as the keys of an issuer, on the way that `send` takes: the same proxy, limits and errors.
   * No redirect is followed. It is for nothing that a credential would have to stand in the URL of.
   */
  get(url: string, accept: string, options: SendOptions): Promise<HttpResponse>
  /** Waits for the requests under way, then closes all connections. */
  close(): Promise<void>
}

/**
 * Collects one answer. `send` is settled exactly once: by the answer, by an error, or by `giveUp`, which ends it at once even
 * while the request still waits for a connection.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (response: HttpResponse) => void
  readonly #reject: (error: Error) => void
  readonly #host: string
  readonly #maxBytes: number
  #controller: Dispatcher.DispatchController | undefined
  #isOver = false
  // Set in the moment a connected socket takes the request: before that, no byte can have left.
  #requestWritten = false
  #status = 0
  #headers: HttpResponse['headers'] = {}
  #chunks: Buffer[] = []
  #size = 0

  constructor(
    host: string,
    maxBytes: number,
    resolve: (response: HttpResponse) => void,
    reject: (error: Error) => void,
  ) {
    this.#host = host
    this.#maxBytes = maxBytes
    this.#resolve = resolve
    this.#reject = reject
  }

  giveUp(reason: TransportFailure): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#reject(createTransportError(reason, this.#requestWritten, this.#host))
    this.#controller?.abort(new errors.RequestAbortedError())
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown rather than aborted: that would take down the connection too, though nothing was written on it.
    if (this.#isOver) throw new errors.RequestAbortedError()
    this.#controller = controller
    this.#requestWritten = true
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status
    this.#headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    )
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) this.giveUp('too-large')
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.#isOver) return
    this.#isOver = true
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#chunks = []
    this.#reject(toTransportError(error, this.#requestWritten, this.#host))
  }
}

interface OutgoingRequest extends Pick<HttpRequest, 'url' | 'headers'> {
  readonly method: 'POST' | 'GET'
  readonly body?: string
}

/** These describe the answer as it was packed. */
const unpackedHeaders = { 'content-encoding': undefined, 'content-length': undefined }

const createProxyAgent = (
  { httpProxy, httpsProxy, noProxy }: ProxySettings,
  options: Agent.Options,
): Dispatcher | undefined =>
  httpProxy || httpsProxy
    ? new EnvHttpProxyAgent({
        ...options,
        // An empty text keeps undici from looking into the environment.
        httpProxy: httpProxy ?? '',
        httpsProxy: httpsProxy ?? '',
        noProxy: noProxy ?? '',
      })
    : undefined

/**
 * The transport for Node: a pool of kept-alive connections for each origin, one request on a connection at a time,
 * no redirects, no cookies. Throws TransportError only.
 */
export const createUndiciTransport = ({
  connectTimeoutMs = 5_000,
  maxResponseBytes = 16 * 1024 * 1024,
  connections = 64,
  proxy = {},
  now = Date.now,
}: UndiciTransportOptions = {}): UndiciTransport => {
  const options: Agent.Options = {
    connectTimeout: connectTimeoutMs,
    connections,
    pipelining: 1,
    allowH2: false,
    // The deadline of each request bounds them.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const directAgent = new Agent(options)
  const proxyAgent = createProxyAgent(proxy, options)
  // Plain http with credentials is safe to a loopback address only as long as it does not leave the machine.
  const agentFor = (hostname: string): Dispatcher =>
    isLoopbackHost(hostname) ? directAgent : (proxyAgent ?? directAgent)

  const exchange = (
    { method, url, headers, body }: OutgoingRequest,
    { signal, deadline }: SendOptions,
  ): Promise<HttpResponse> => {
    const { origin, host, hostname, pathname, search } = new URL(url)
    return new Promise<HttpResponse>((resolve, reject) => {
      const collected = new Exchange(host, maxResponseBytes, settle(resolve), settle(reject))
      const cancel = () => collected.giveUp('aborted')
      const timer = setTimeout(
        () => collected.giveUp('deadline'),
        Math.min(Math.max(0, deadline - now()), longestTimerMs),
      )
      signal?.addEventListener('abort', cancel, { once: true })
      function settle<Value>(end: (value: Value) => void) {
        return (value: Value) => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', cancel)
          end(value)
        }
      }
      if (signal?.aborted) return cancel()
      if (now() >= deadline) return collected.giveUp('deadline')
      const dispatchOptions = {
        origin,
        path: pathname + search,
        method,
        headers: { ...headers, 'accept-encoding': acceptedEncodings },
        ...(body !== undefined && { body }),
      }
      try {
        agentFor(hostname).dispatch(dispatchOptions, collected)
      } catch (error) {
        // A transport that is closed, or a header that HTTP cannot carry.
        settle(reject)(toTransportError(error, false, host))
      }
    })
  }

  const ask = async (request: OutgoingRequest, options: SendOptions): Promise<HttpResponse> => {
    const response = await exchange(request, options)
    const encoding = response.headers['content-encoding']
    if (encoding === undefined) return response
    try {
      const body = await decompress(response.body, encoding, maxResponseBytes)
      return { ...response, headers: { ...response.headers, ...unpackedHeaders }, body }
    } catch (error) {
      throw toTransportError(error, true, new URL(request.url).host)
    }
  }

  let closing: Promise<void> | undefined
  return {
    send: ask,
    get: (url, accept, options) => ask({ method: 'GET', url, headers: { accept } }, options),
    close: () => (closing ??= Promise.all([directAgent.close(), proxyAgent?.close()]).then(() => {})),
  }
}
