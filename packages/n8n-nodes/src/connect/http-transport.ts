import { type HttpRequest, type HttpResponse, type Transport, TransportError } from '@heliograph/core'
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow'
import { readBody } from './response-body.ts'
import { toTransportError } from './transport-failure.ts'

/** What n8n answers to a request with `returnFullResponse`. */
interface FullResponse {
  readonly statusCode: number
  readonly headers: IDataObject
  readonly body: unknown
}

/** The one helper that is needed of n8n: `this.helpers.httpRequest`. */
export type SendThroughN8n = (options: IHttpRequestOptions) => Promise<unknown>

/** What an answer may hold after decompression; the same as core's own transport accepts. */
const maxResponseBytes = 16 * 1024 * 1024

// A timer of more than 2³¹ − 1 ms fires at once.
const longestTimerMs = 2 ** 31 - 1

const toHeaders = (headers: IDataObject): HttpResponse['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const first: unknown = Array.isArray(value) ? value[0] : value
      return [name.toLowerCase(), typeof first === 'string' ? first : undefined]
    }),
  )

const toOptions = ({ method, url, headers, body }: HttpRequest, timeout: number, abortSignal: AbortSignal) =>
  ({
    method,
    url,
    headers: { ...headers },
    body,
    // The bytes as they come, so that a body without end can be cut off.
    encoding: 'stream',
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
    timeout,
    abortSignal,
  }) satisfies IHttpRequestOptions

/**
 * Core's transport over n8n's own HTTP helper, so that n8n's proxy, SSRF and certificate settings hold. A request goes out
 * once, over a connection of its own.
 */
export const createHttpTransport = (send: SendThroughN8n): Transport => ({
  async send(request, { signal, deadline }) {
    const { host } = new URL(request.url)
    const remainingMs = Math.min(deadline - Date.now(), longestTimerMs)
    if (remainingMs <= 0) {
      throw new TransportError('deadline', false, `there was no time left for the request (${host})`)
    }
    const timer = AbortSignal.timeout(remainingMs)
    const either = signal ? AbortSignal.any([signal, timer]) : timer
    try {
      const response = (await send(toOptions(request, remainingMs, either))) as FullResponse
      const body = await readBody(response.body, maxResponseBytes, either)
      return { status: response.statusCode, headers: toHeaders(response.headers), body }
    } catch (cause) {
      throw toTransportError(cause, { host, isCancelled: signal?.aborted ?? false, isLate: timer.aborted })
    }
  },
})
