import type { IncomingMessage } from 'node:http'
import { isLoopbackHost } from './loopback-host.ts'

/** Why a request is refused before anything reads it. */
export interface RequestProblem {
  readonly status: 400 | 421
  readonly message: string
}

/** By which names the server may be called. */
export interface HostRule {
  /** Whether a caller has to show a token, which no page from elsewhere has: then by any. */
  readonly isTokenRequired: boolean
  /** PUBLIC_URL: also without tokens providers call its host, at the addresses of callbacks only. */
  readonly publicUrl?: string | undefined
}

const isCallback = ({ host, pathname }: URL, publicUrl: string | undefined): boolean => {
  const base = publicUrl === undefined ? null : URL.parse(publicUrl)
  if (!base || base.host !== host) return false
  // A proxy in front may take the path of PUBLIC_URL away, or leave it.
  const prefix = base.pathname.replace(/\/+$/, '')
  return pathname.startsWith('/callbacks/') || pathname.startsWith(`${prefix}/callbacks/`)
}

const isHostAllowed = (address: URL, { isTokenRequired, publicUrl }: HostRule): boolean =>
  isTokenRequired || isLoopbackHost(address.hostname) || isCallback(address, publicUrl)

/**
 * A request without tokens whose Host is not this machine (421: a page from elsewhere can point a name of its own at this
 * machine, and would then count as ours), or whose address is none (400). Undefined if it is good.
 */
export const findRequestProblem = (
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  rule: HostRule,
): RequestProblem | undefined => {
  const address = url.startsWith('/') ? URL.parse(url, `http://${headers.host ?? ''}`) : null
  const host = URL.parse(`http://${headers.host ?? ''}`)
  if (!address || !host || address.host !== host.host)
    return { status: 400, message: 'The address of the request cannot be read.' }
  if (!isHostAllowed(address, rule)) return { status: 421, message: 'This server answers to localhost only.' }
  return undefined
}
