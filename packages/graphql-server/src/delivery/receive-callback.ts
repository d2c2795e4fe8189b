import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readSms365DeliveryReport } from '@heliograph/core'
import type { Logger } from '../log.ts'
import { type CallbackAddresses, callbackPath } from './callback-address.ts'
import type { ReportQueue } from './report-queue.ts'

/**
 * What became of a callback, for whoever counts them.
 * - `stored`: it told news, and is stored.
 * - `repeated`: it told what was known, or less.
 * - `contradicted`: it told another end than the first one; both are kept.
 * - `forged`: its address is none of ours, or its message is gone.
 * - `unreadable`: its parameters are no report.
 * - `oversized`: its address is too long to be one.
 * - `failed`: the store did not take it; the gateway may try again.
 */
export type CallbackResult = 'stored' | 'repeated' | 'contradicted' | 'forged' | 'unreadable' | 'oversized' | 'failed'

export interface CallbackParts {
  readonly addresses: CallbackAddresses
  readonly reports: ReportQueue
  readonly log: Logger
  readonly onCallback?: ((result: CallbackResult) => void) | undefined
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly result: CallbackResult
}

/** What sms365's own receiver answers. */
const acknowledgement = 'ACK/easysms'

const longestUrl = 8_192

const resultsByNovelty = {
  news: 'stored',
  repeat: 'repeated',
  stale: 'repeated',
  contradiction: 'contradicted',
} as const satisfies Record<string, CallbackResult>

// The same for a wrong token and for a message that is not there: nobody learns which ids exist.
const notFound: Answer = { status: 404, body: 'Not found', result: 'forged' }

const splitUrl = (url: string): { readonly pathname: string; readonly query: string } => {
  const end = url.indexOf('?')
  return end < 0 ? { pathname: url, query: '' } : { pathname: url.slice(0, end), query: url.slice(end + 1) }
}

/** Reads, stores and answers one callback; only what is stored is acknowledged. */
const receive = async (url: string, { addresses, reports, log }: CallbackParts): Promise<Answer> => {
  if (url.length > longestUrl) return { status: 414, body: 'The address is too long', result: 'oversized' }
  const { pathname, query } = splitUrl(url)
  const messageId = addresses.identify(pathname)
  if (messageId === undefined) return notFound
  const report = readSms365DeliveryReport(new URLSearchParams(query))
  if (!report) return { status: 400, body: 'Not a delivery report: msgid or status is missing', result: 'unreadable' }
  const { smsId, status, statusRaw, cost, to, mcc, mnc } = report
  try {
    const { novelty, recipient, providerMessageId } = await reports.add({
      messageId,
      status,
      statusRaw,
      cost,
      providerMessageId: smsId,
      mcc,
      mnc,
      source: 'callback',
      at: new Date(),
    })
    if (novelty === 'unknown') return notFound
    // The token is the proof; the gateway may write a number in another form, so a difference is only worth a look.
    if ((to !== null && to !== recipient) || smsId !== providerMessageId) {
      log.warn({ messageId }, 'a callback names another recipient or SMS than the message it is for')
    }
    return { status: 200, body: acknowledgement, result: resultsByNovelty[novelty] }
  } catch (error) {
    const { name, code } = error as NodeJS.ErrnoException
    log.error({ messageId, error: name, code }, 'a callback could not be stored')
    return { status: 503, body: 'Try again later', result: 'failed' }
  }
}

/**
 * Answers the requests that are callbacks; false for any other, which is left alone. It stands before everything else, because
 * the token in the address is all that a gateway can show. Only GET does something.
 */
export const createCallbackReceiver =
  (parts: CallbackParts) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const { url = '', method } = request
    if (!splitUrl(url).pathname.includes(callbackPath)) return false
    const headers = { 'content-type': 'text/plain', 'x-request-id': randomUUID() }
    if (method !== 'GET') {
      response.writeHead(405, { ...headers, allow: 'GET', connection: 'close' }).end()
      return true
    }
    const startedAt = performance.now()
    void receive(url, parts).then(({ status, body, result }) => {
      const durationMs = Math.round((performance.now() - startedAt) * 100) / 100
      parts.onCallback?.(result)
      // Neither address nor parameters: one holds the token, the others the number.
      parts.log.info({ requestId: headers['x-request-id'], status, result, durationMs }, 'callback')
      response.writeHead(status, headers).end(`${body}${status === 200 ? '' : '\n'}`)
    })
    return true
  }
