import type { IncomingMessage } from 'node:http'
import { isLoopbackHost } from './loopback-host.ts'

/** Why a request is refused before anything reads it. */
export interface RequestProblem {
  readonly status: 400 | 421
  readonly message: string
}

// Nearly all requests name the same host.
let lastHost: { readonly name: string; readonly url: URL | null } | undefined

const readHost = (name: string): URL | null => {
  if (lastHost?.name !== name) lastHost = { name, url: URL.parse(`http://${name}`) }
  return lastHost.url
}

const plainPath = /^(?:\/[\w.-]+)+$/

/**
 * A request without tokens whose Host is not this machine (421: a page from elsewhere can point a name of its own at this
 * machine, and would then count as ours), or whose address is none (400). Undefined if it is good.
 */
export const findRequestProblem = (
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { isTokenRequired }: { readonly isTokenRequired: boolean },
): RequestProblem | undefined => {
  const host = readHost(headers.host ?? '')
  // Most are a plain path, which leads nowhere else.
  const address = !host || plainPath.test(url) ? host : url.startsWith('/') ? URL.parse(url, host.href) : null
  if (!address || !host || address.host !== host.host)
    return { status: 400, message: 'The address of the request cannot be read.' }
  // No page has a token of ours, whatever name it gives this machine.
  if (isTokenRequired || isLoopbackHost(host.hostname)) return undefined
  return { status: 421, message: 'This server answers to localhost only.' }
}
