import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A port that can be closed and opened again. */
export interface Listener {
  readonly port: number
  /** Ends all connections and refuses new ones. */
  close(): Promise<void>
  /** Listens on the same port as before. */
  open(): Promise<void>
}

/** Listens on a port (0: any free one). Rejects with the system's error if it cannot. */
export const openListener = async (host: string, port: number, handle: RequestListener): Promise<Listener> => {
  const server = createServer(handle)

  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, host, () => {
        server.off('error', reject)
        resolve()
      })
    })

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })

  await listen(port)
  const { port: chosen } = server.address() as AddressInfo
  return { port: chosen, close, open: () => (server.listening ? Promise.resolve() : listen(chosen)) }
}
