import { createServer, type IncomingMessage, request } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** A request that passes through a relay, and what came of it. */
export interface RelayedExchange {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body: Buffer
  /** HTTP status of the answer; undefined before it is there, or if there was none. */
  status?: number
}

/**
 * `request`: it has come in and has not been passed on; `answer`: it has been acted upon, and its sender does not know yet;
 * `answered`: the answer has been handed to the network.
 */
export type RelayStep = 'request' | 'answer' | 'answered'

/** What stands in the wire between two servers, so that a test sees, and chooses, how far a request has come. */
export interface Relay {
  readonly origin: string
  close(): Promise<void>
}

export interface RelayOptions {
  /** Origin of the server behind it, asked for with each request. */
  readonly target: () => string
  /** Is told of each step, and waited for; a request for which it answers `drop` is never passed on. */
  readonly onStep: (step: RelayStep, exchange: RelayedExchange) => Promise<void> | 'drop' | void
}

const readAll = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const passOn = async (incoming: IncomingMessage, url: string, body: Buffer) => {
  const { host: _host, connection: _connection, ...headers } = incoming.headers
  const outgoing = request(url, { method: incoming.method, headers, agent: false })
  outgoing.end(body)
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { answer, body: await readAll(answer) }
}

/** Starts a relay on a free port of loopback. Where no answer comes from behind it, it breaks the connection off. */
export const startRelay = async ({ target, onStep }: RelayOptions): Promise<Relay> => {
  const server = createServer((incoming, response) => {
    const serve = async () => {
      const exchange: RelayedExchange = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        body: await readAll(incoming),
      }
      if ((await onStep('request', exchange)) === 'drop') return void response.destroy()
      const { answer, body } = await passOn(incoming, target() + exchange.path, exchange.body)
      exchange.status = answer.statusCode ?? 0
      await onStep('answer', exchange)
      response.writeHead(exchange.status, answer.headers).end(body, () => void onStep('answered', exchange))
    }
    serve().catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
