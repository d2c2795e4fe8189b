import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach } from 'vitest'

/** What is to be undone after the test, the last first. */
export const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Listens on a free port of the loopback address until the test ends; the server's address as a URL. */
export const listen = async (server: Server): Promise<string> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
