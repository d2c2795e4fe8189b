import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SettingsError } from './settings.ts'

const explain = (error: NodeJS.ErrnoException, host: string, port: number, setting: string): Error => {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SettingsError([
        `${setting} ${port} on ${host} is taken by another process: choose another one with ${setting}, or 0 for any that is free.`,
      ])
    case 'EACCES':
      return new SettingsError([
        `${setting} ${port} may not be used by this user: choose one above 1023 with ${setting}.`,
      ])
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SettingsError([`HOST ${host} is not an address of this machine.`])
    default:
      return error
  }
}

/**
 * Longer than load balancers keep an idle connection to reuse it (nginx 60 seconds, AWS 60, Azure 240, Google 600): where the
 * server closes first, a request may be on its way already, and its client gets a 502.
 */
const keepAliveMs = 620_000

/** Listens, and tells where. Rejects with SettingsError where another HOST or PORT would help. */
export const listen = (
  listener: RequestListener,
  host: string,
  port: number,
  setting: 'PORT' | 'METRICS_PORT' = 'PORT',
): Promise<{ server: Server; origin: string }> =>
  new Promise((resolve, reject) => {
    const server = createServer({ keepAliveTimeout: keepAliveMs }, listener)
    server.once('error', (error) => reject(explain(error, host, port, setting)))
    server.listen({ host, port }, () => {
      const { port: chosen } = server.address() as AddressInfo
      resolve({ server, origin: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}` })
    })
  })

// Node closes idle connections when asked to, but not those that become idle later.
const idleCheckMs = 50

/** Time to answer those whose calls were given up. */
const lastWordsMs = 500

/**
 * Takes no new connections, lets requests that are being answered end, and closes their connections then.
 * After `graceMs` it calls `giveUp`, which should end what is still under way; what is open soon after is cut.
 */
export const closeGracefully = (server: Server, graceMs: number, giveUp: () => void): Promise<void> =>
  new Promise((resolve) => {
    const idleCheck = setInterval(() => server.closeIdleConnections(), idleCheckMs)
    const grace = setTimeout(giveUp, graceMs)
    const cut = setTimeout(() => server.closeAllConnections(), graceMs + lastWordsMs)
    server.close(() => {
      clearInterval(idleCheck)
      clearTimeout(grace)
      clearTimeout(cut)
      resolve()
    })
  })
