import { TransportError, type TransportFailure } from '@heliograph/core'
import { TooLargeError } from './response-body.ts'

/** What the transport knows of a failure beside the error itself. */
export interface FailureContext {
  /** The host is all that a failure tells of its request. */
  readonly host: string
  readonly isCancelled: boolean
  readonly isLate: boolean
}

interface ErrorFacts {
  readonly code: string
  readonly syscall: string
  readonly name: string
}

const toFacts = (error: unknown): ErrorFacts => {
  if (typeof error !== 'object' || error === null) return { code: '', syscall: '', name: '' }
  const { code, syscall, name, cause, errors } = error as {
    code?: unknown
    syscall?: unknown
    name?: unknown
    cause?: unknown
    errors?: readonly unknown[]
  }
  // Axios keeps the error of the socket as its cause; where a host has several addresses, each attempt has one of its own.
  const inner = cause ?? errors?.[0]
  const below: ErrorFacts =
    inner === undefined || inner === error ? { code: '', syscall: '', name: '' } : toFacts(inner)
  return {
    code: typeof code === 'string' ? code : below.code,
    syscall: typeof syscall === 'string' ? syscall : below.syscall,
    name: typeof name === 'string' && name.startsWith('Ssrf') ? name : below.name,
  }
}

/** Failures of which it is certain that no byte of the request had left. */
const beforeWriting: Readonly<Record<string, TransportFailure>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  ENOTFOUND: 'lookup',
  EAI_AGAIN: 'lookup',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  CERT_NOT_YET_VALID: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
}

const sentences: Readonly<Record<TransportFailure, string>> = {
  refused: 'no connection could be made',
  lookup: 'the host name has no address',
  'connect-timeout': 'no connection came about in time',
  tls: 'the certificate of the server is not acceptable',
  reset: 'the connection broke before the answer was complete',
  deadline: 'there was no answer before the deadline',
  'too-large': 'the answer is larger than is accepted',
  malformed: 'what came back is not a readable HTTP answer',
  aborted: 'the execution was cancelled',
}

const isMalformed = (code: string) => /^(HPE_|Z_|ERR_BAD_RESPONSE|ERR_STREAM_DECODE)/.test(code)

/**
 * What an error of n8n's HTTP helper means. Unless it is certain that nothing was written, the request counts as written:
 * a send that may have gone out must not be repeated.
 */
export const toTransportError = (error: unknown, { host, isCancelled, isLate }: FailureContext): TransportError => {
  const fail = (reason: TransportFailure, requestWritten: boolean, words = sentences[reason]) =>
    new TransportError(reason, requestWritten, `${words} (${host})`)
  if (error instanceof TooLargeError) return fail('too-large', true)
  const { code, syscall, name } = toFacts(error)
  if (name !== '') return fail('refused', false, "n8n's protection against requests to internal addresses forbids it")
  const early = beforeWriting[code]
  if (early) return fail(early, false)
  if (code === 'ETIMEDOUT' && syscall === 'connect') return fail('connect-timeout', false)
  if (isCancelled) return fail('aborted', true)
  if (isLate || code === 'ECONNABORTED' || code === 'ETIMEDOUT') return fail('deadline', true)
  return fail(isMalformed(code) ? 'malformed' : 'reset', true)
}
