import { isLoopbackHost } from './loopback-host.ts'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Clock } from './clock.ts'
import type { MessageCallback } from './message.ts'
import type { PendingWork } from './pending-work.ts'

/** Calls the addresses that senders gave for their delivery reports. */
export interface Callbacks {
  /** Notes the address of a message; one that must not be called is `refused` from the beginning. */
  register(url: string): MessageCallback
  /** GETs the address with `parameters` appended: with `&` if it has a query, else with `?`. */
  call(callback: MessageCallback, parameters: Readonly<Record<string, string>>): void
  /** Ends the calls that have not been answered. */
  close(): void
}

const timeoutMs = 10_000

const refusalOf = (text: string, allowExternal: boolean): string | undefined => {
  if (!URL.canParse(text)) return 'not an absolute address'
  const { protocol, hostname } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return 'neither http nor https'
  return allowExternal || isLoopbackHost(hostname)
    ? undefined
    : 'not a loopback address, and allowExternalCallbacks is off'
}

const appendQuery = (url: string, parameters: Readonly<Record<string, string>>): string => {
  const [address = '', fragment] = url.split('#')
  const query = new URLSearchParams(parameters).toString()
  const joined = `${address}${address.includes('?') ? '&' : '?'}${query}`
  return fragment === undefined ? joined : `${joined}#${fragment}`
}

/** Makes the caller; only loopback addresses are called unless `allowExternal`. */
export const createCallbacks = (clock: Clock, pending: PendingWork, allowExternal: boolean): Callbacks => {
  const open = new Set<() => void>()
  return {
    register(url) {
      const refusal = refusalOf(url, allowExternal)
      return refusal === undefined ? { url, state: 'waiting', detail: '' } : { url, state: 'refused', detail: refusal }
    },
    call(callback, parameters) {
      if (callback.state === 'refused') return
      const done = pending.begin()
      const url = new URL(appendQuery(callback.url, parameters))
      // A connection of its own, so that none is left open when the receiver wants to close.
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, { agent: false })
      const abort = () => request.destroy(new Error('the sandbox was closed'))
      const cancelTimeout = clock.after(timeoutMs, () => request.destroy(new Error('no answer within 10 s')))
      open.add(abort)
      const finish = (state: 'answered' | 'failed', detail: string) => {
        if (!open.delete(abort)) return
        cancelTimeout()
        callback.state = state
        callback.detail = detail
        done()
      }
      request.on('response', (response) => {
        response.resume()
        response.on('close', () => finish('answered', `HTTP ${response.statusCode}`))
      })
      request.on('error', (error) => finish('failed', error.message))
      request.end()
    },
    close() {
      for (const abort of open) abort()
    },
  }
}
