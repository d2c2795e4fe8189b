import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUndiciTransport } from '@heliograph/core/undici'
import { createYogaServer } from './create-yoga-server.ts'
import type { ExampleValues } from './graphiql/example-tabs.ts'
import { closeGracefully, listen } from './listen.ts'
import { createLog, type Logger } from './log.ts'
import { isLoopbackHostHeader } from './loopback-host.ts'
import { connectProviders } from './provider-connections.ts'
import { createDriftLog } from './drift-log.ts'
import type { Settings } from './settings.ts'

export interface StartOptions {
  readonly settings: Settings
  /** JSON lines on standard output unless given. */
  readonly log?: Logger
  /** What stands in the examples of GraphiQL; read when the page is first opened. Left to fill in unless given. */
  readonly exampleValues?: () => ExampleValues | undefined
  /** How long `close` waits for requests that are being answered, in milliseconds; 10 seconds unless given. */
  readonly graceMs?: number
}

export interface RunningServer {
  /** Where GraphQL and GraphiQL are: `http://127.0.0.1:4000/graphql` */
  readonly url: string
  /** Answers 503 on `/ready`, takes no new connection, lets running requests end, then closes everything. */
  close(): Promise<void>
}

/** Starts the server. Rejects with SettingsError if it cannot listen where it should. */
export const startServer = async ({
  settings,
  log = createLog(settings.logLevel),
  exampleValues,
  graceMs = 10_000,
}: StartOptions): Promise<RunningServer> => {
  const transport = createUndiciTransport({ proxy: settings.proxy })
  const connections = connectProviders(settings.providers, transport, createDriftLog(log))
  let isReady = true
  const yoga = createYogaServer({ connections, log, exampleValues, isReady: () => isReady })

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    // A page from elsewhere can point a name of its own at this machine, and would then count as ours.
    if (isLoopbackHostHeader(request.headers.host)) void yoga(request, response)
    else response.writeHead(421, { 'content-type': 'text/plain' }).end('This server answers to localhost only.\n')
  }
  const { server, origin } = await listen(answer, settings.host, settings.port).catch(async (error: unknown) => {
    await transport.close()
    throw error
  })
  log.info({ url: `${origin}/graphql` }, 'listening')

  const close = async () => {
    isReady = false
    const endsAt = performance.now() + graceMs
    await closeGracefully(server, graceMs)
    await yoga.dispose()
    // A mutation may still be under way although its client has gone: it gets what is left of the time.
    const rest = sleep(Math.max(0, endsAt - performance.now()), undefined, { ref: false })
    await Promise.race([transport.close(), rest])
    log.info('stopped')
  }
  let closing: Promise<void> | undefined
  return { url: `${origin}/graphql`, close: () => (closing ??= close()) }
}
