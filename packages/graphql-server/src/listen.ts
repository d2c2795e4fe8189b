import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SettingsError } from './settings.ts'

const explain = (error: NodeJS.ErrnoException, host: string, port: number): Error => {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SettingsError([
        `PORT ${port} on ${host} is taken by another process: choose another one with PORT, or 0 for any that is free.`,
      ])
    case 'EACCES':
      return new SettingsError([`PORT ${port} may not be used by this user: choose one above 1023 with PORT.`])
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SettingsError([`HOST ${host} is not an address of this machine.`])
    default:
      return error
  }
}

/** Listens, and tells where. Rejects with SettingsError where another HOST or PORT would help. */
export const listen = (
  listener: RequestListener,
  host: string,
  port: number,
): Promise<{ server: Server; origin: string }> =>
  new Promise((resolve, reject) => {
    const server = createServer(listener)
    server.once('error', (error) => reject(explain(error, host, port)))
    server.listen({ host, port }, () => {
      const { port: chosen } = server.address() as AddressInfo
      resolve({ server, origin: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}` })
    })
  })

// Node closes idle connections when asked to, but not those that become idle later.
const idleCheckMs = 50

/**
 * Takes no new connections, lets requests that are being answered end, and closes their connections then.
 * What is still open after `graceMs` is cut.
 */
export const closeGracefully = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const idleCheck = setInterval(() => server.closeIdleConnections(), idleCheckMs)
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearInterval(idleCheck)
      clearTimeout(cut)
      resolve()
    })
  })
