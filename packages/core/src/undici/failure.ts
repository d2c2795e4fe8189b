import { TransportError, type TransportFailure } from '../transport.ts'

const findCode = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return ''
  const { code, name, errors, cause } = error as {
    code?: unknown
    name?: unknown
    errors?: readonly unknown[]
    cause?: unknown
  }
  if (typeof code === 'string') return code
  // undici's parser has no code for every way in which an answer is not HTTP.
  if (name === 'HTTPParserError') return 'HPE_INVALID'
  // Where a host has several addresses, each attempt has an error of its own.
  return findCode(errors?.[0] ?? cause)
}

const byCode: Readonly<Record<string, TransportFailure>> = {
  ENOTFOUND: 'lookup',
  EAI_AGAIN: 'lookup',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  // What zlib says when its output would be larger than allowed.
  ERR_BUFFER_TOO_LARGE: 'too-large',
}

const sentences: Readonly<Record<TransportFailure, string>> = {
  refused: 'no connection could be made',
  lookup: 'the host name has no address',
  'connect-timeout': 'no connection came about in time',
  tls: 'no secure connection could be made',
  reset: 'the connection broke before the answer was complete',
  deadline: 'there was no answer before the deadline',
  'too-large': 'the answer is larger than is accepted',
  malformed: 'what came back is not a readable HTTP answer',
  aborted: 'the call was cancelled',
}

const isTlsCode = (code: string) =>
  /^(ERR_TLS|ERR_SSL|UND_ERR_PRX_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)

const toReason = (code: string, requestWritten: boolean): TransportFailure => {
  const known = byCode[code]
  if (!requestWritten) return known ?? (isTlsCode(code) ? 'tls' : 'refused')
  if (known === 'too-large') return known
  return /^(HPE_|Z_|ERR_|UND_ERR_RES)/.test(code) ? 'malformed' : 'reset'
}

/** The TransportError for a reason that is known. The host is all it tells of the request. */
export const createTransportError = (
  reason: TransportFailure,
  requestWritten: boolean,
  host: string,
  code = '',
): TransportError =>
  new TransportError(reason, requestWritten, `${sentences[reason]} (${host}${code ? `, ${code}` : ''})`)

/** What an error of undici, of Node's own client, of the socket or of the decompression means. */
export const toTransportError = (error: unknown, requestWritten: boolean, host: string): TransportError => {
  const code = findCode(error)
  return createTransportError(toReason(code, requestWritten), requestWritten, host, code)
}
