import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { createTransportError, toTransportError } from '@heliograph/core/undici'
import { isPublicAddress, lookUpPublicAddress, PrivateAddressError } from './public-address.ts'

/** The whole call, name look-up and answer included. */
export const callTimeoutMs = 5_000
/** An answer is read up to here, then the connection is closed. */
const maxAnswerBytes = 64 * 1024

export interface CallAddressOptions {
  /** Addresses of private networks and of this machine too. */
  readonly allowPrivate: boolean
  readonly signal?: AbortSignal | undefined
  /** 5 seconds unless given. */
  readonly timeoutMs?: number | undefined
}

/** What a called address answered. */
export interface CallAnswer {
  readonly status: number
}

/** As `callAddress` does. */
export type CallAddress = (address: string, options: CallAddressOptions) => Promise<CallAnswer>

/** The address cannot be called, now or ever: trying again is no use. */
export class UncallableAddressError extends Error {
  override readonly name = 'UncallableAddressError'
}

const parseAddress = (address: string): URL => {
  const url = URL.parse(address)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UncallableAddressError('it is not an absolute http or https address')
  }
  return url
}

// A socket looks no name up for an address that stands in the URL itself.
const isRefusedLiteral = ({ hostname }: URL): boolean => {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(host) !== 0 && !isPublicAddress(host)
}

/**
 * GETs an address that somebody else has chosen, and gives what came back. No redirect is followed, no proxy is used (it
 * would look the name up by itself), and the answer is thrown away. Throws UncallableAddressError for an address that is
 * malformed or not public, and TransportError where no answer came.
 */
export const callAddress: CallAddress = async (address, { allowPrivate, signal, timeoutMs = callTimeoutMs }) => {
  const url = parseAddress(address)
  if (!allowPrivate && isRefusedLiteral(url)) throw new UncallableAddressError(new PrivateAddressError().message)
  const deadline = AbortSignal.timeout(timeoutMs)
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      // A connection of its own: one that is kept could have been opened under another rule.
      agent: false,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      headers: { 'user-agent': 'heliograph' },
      ...(allowPrivate ? {} : { lookup: lookUpPublicAddress }),
    })
    let isWritten = false
    request.on('finish', () => (isWritten = true))
    const fail = (error: Error) => {
      if (error instanceof PrivateAddressError) reject(new UncallableAddressError(error.message))
      else if (signal?.aborted) reject(createTransportError('aborted', isWritten, url.host))
      else if (deadline.aborted) reject(createTransportError('deadline', isWritten, url.host))
      else reject(toTransportError(error, isWritten, url.host))
    }
    request.on('error', fail)
    request.on('response', (response) => {
      let size = 0
      const finish = () => {
        resolve({ status: response.statusCode ?? 0 })
        request.destroy()
      }
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxAnswerBytes) finish()
      })
      response.on('end', finish)
      response.on('error', fail)
    })
    request.end()
  })
}

/** Puts parameters behind an address as sms365 does: with `&` if it has a query, else with `?`. */
export const appendParameters = (address: string, parameters: Readonly<Record<string, string>>): string => {
  const [beforeFragment = ''] = address.split('#', 1)
  const joint = beforeFragment.includes('?') ? '&' : '?'
  return beforeFragment + joint + new URLSearchParams(parameters).toString()
}
