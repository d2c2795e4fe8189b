import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { systemRuntime } from '@heliograph/core'
import { createUndiciTransport } from '@heliograph/core/undici'
import { type Authenticator, createAuthenticator } from './access/authenticate.ts'
import { createFailedLogins } from './access/failed-logins.ts'
import { watchTokensFile } from './access/watch-tokens-file.ts'
import { createGraphqlServer } from './create-graphql-server.ts'
import { callbackSecretName, createCallbackAddresses } from './delivery/callback-address.ts'
import { createDelivery } from './delivery/delivery.ts'
import { createCallbackReceiver } from './delivery/receive-callback.ts'
import { createReportQueue } from './delivery/report-queue.ts'
import type { ExampleValues } from './graphiql/example-tabs.ts'
import { listen } from './listen.ts'
import { callAddress } from './jobs/call-address.ts'
import { createDeadLetters } from './jobs/dead-letters.ts'
import { startJobs } from './jobs/start-jobs.ts'
import { listReportingProviders } from './jobs/start-pollers.ts'
import { createLog, type Logger } from './log.ts'
import { createObservability } from './observability/observability.ts'
import { listenForMetrics } from './observability/listen-for-metrics.ts'
import { observeHttp } from './observability/observe-http.ts'
import { watchCallbacks } from './observability/watch-callbacks.ts'
import { watchWebhooks } from './observability/watch-webhooks.ts'
import { createReadiness } from './observability/readiness.ts'
import { countInStore, pingStore } from './observability/store-counts.ts'
import { watchStore } from './observability/store-metrics.ts'
import type { MetricsAccess } from './observability/use-metrics-endpoint.ts'
import { findRequestProblem } from './request-problem.ts'
import { createRunningCalls } from './running-calls.ts'
import { createSending } from './sending/sending.ts'
import { serveSockets } from './sockets/serve-sockets.ts'
import { connectProviders } from './provider-connections.ts'
import { stopServer, within } from './stop-server.ts'
import { openStore } from './store/open-store.ts'
import { readSecret } from './store/secrets.ts'
import { createDriftLog } from './drift-log.ts'
import type { Settings } from './settings.ts'
import type { ObservabilitySettings } from './settings/observability-settings.ts'

/** How long each thing that is open already may take to close when the start fails, and a collector of spans at the end. */
const closeMs = 500

export interface StartOptions {
  readonly settings: Settings
  /** JSON lines on standard output unless given. */
  readonly log?: Logger
  /** What stands in the examples of GraphiQL; read when the page is first opened. Left to fill in unless given. */
  readonly exampleValues?: () => ExampleValues | undefined
  /**
   * How long `close` waits for requests that are being answered, in milliseconds; 7.5 seconds unless given, so that
   * the whole ends within 10. Calls that
   * take longer end with the outcome `unknown`, and are answered and logged so.
   */
  readonly graceMs?: number
}

export interface RunningServer {
  /** Where GraphQL and GraphiQL are: `http://127.0.0.1:4000/graphql` */
  readonly url: string
  /** Answers 503 on `/ready`, takes no new connection, lets running requests end, then closes everything. */
  close(): Promise<void>
}

/** On PORT, `/metrics` is as open as the rest of the server, unless it has a token of its own or is served elsewhere alone. */
const findMetricsAccess = (
  { metricsToken, metricsPort }: ObservabilitySettings,
  { isTokenRequired }: Pick<Authenticator, 'isTokenRequired'>,
): MetricsAccess => {
  if (metricsToken !== undefined) return { token: metricsToken }
  return isTokenRequired || metricsPort !== undefined ? 'nobody' : 'everyone'
}

/** Notes in `opened` how to close what it has opened, for a start that fails. */
const openServer = async (
  { settings, log, exampleValues, graceMs = 7_500 }: StartOptions & { readonly log: Logger },
  opened: (() => unknown)[],
): Promise<RunningServer> => {
  const { metrics, tracing, observeCall } = await createObservability(settings.observability)
  const closeTracing = () => tracing?.close(closeMs)
  opened.push(closeTracing)
  const store = await openStore(settings.store.database, log)
  opened.push(() => store.close())
  log.info(store.description)
  watchStore(metrics, countInStore(store), log)
  const transport = createUndiciTransport({ proxy: settings.proxy })
  opened.push(() => transport.close())
  const connections = connectProviders(settings.providers, transport, createDriftLog(log), systemRuntime, observeCall)
  const jobs = await startJobs({
    store,
    settings: settings.jobs,
    connections,
    transport: watchWebhooks(metrics, transport),
    callAddress: watchCallbacks(metrics, callAddress),
    log,
  })
  opened.push(() => jobs.stop())
  const readiness = createReadiness({ pingStore: () => pingStore(store) })
  const runningCalls = createRunningCalls()
  const { access, limits } = settings
  const authenticator = createAuthenticator(access, log, transport)
  const failedLogins = createFailedLogins()
  const addresses = createCallbackAddresses(await readSecret(store.db, callbackSecretName), settings.delivery.publicUrl)
  const delivery = createDelivery(store, log, (transport, difference) =>
    metrics.subscriptions.inc({ transport }, difference),
  )
  const graphql = createGraphqlServer({
    connections,
    delivery,
    deadLetters: createDeadLetters(store.db, jobs.queue.boss),
    sending: createSending({
      store,
      settings: settings.store,
      runningCalls,
      log,
      addresses,
      reportingProviders: listReportingProviders(settings.jobs),
    }),
    log,
    exampleValues,
    readiness,
    metrics,
    metricsAccess: findMetricsAccess(settings.observability, authenticator),
    tracing,
    runningCalls,
    access,
    authenticator,
    failedLogins,
    limits,
  })
  const receiveCallback = createCallbackReceiver({
    addresses,
    reports: createReportQueue(store.db),
    log,
    onCallback: (result) => metrics.callbacks.inc({ result }),
  })

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (receiveCallback(request, response)) return
    const refusal = findRequestProblem(request, authenticator)
    if (refusal === undefined) {
      graphql.listener(request, response)
      return
    }
    const requestId = randomUUID()
    log.info({ requestId, status: refusal.status }, 'request')
    response
      .writeHead(refusal.status, { 'content-type': 'text/plain', 'x-request-id': requestId, connection: 'close' })
      .end(`${refusal.message}\n`)
  }
  const { metricsPort, metricsToken } = settings.observability
  const metricsServer =
    metricsPort === undefined ? undefined : await listenForMetrics(metrics, settings.host, metricsPort, metricsToken)
  const closeMetrics = () => metricsServer?.close()
  opened.push(closeMetrics)
  const counted = observeHttp(metrics, answer)
  const listener = tracing ? tracing.wrapListener(counted) : counted
  const { server, origin } = await listen(listener, settings.host, settings.port)
  const sockets = serveSockets(server, { handler: graphql, authenticator, failedLogins, log })
  log.info({ url: `${origin}/graphql`, metrics: metricsServer?.url }, 'listening')
  if (!authenticator.isTokenRequired) {
    log.info('no API_TOKENS and no JWT_JWKS_URL: whoever reaches this machine may send, so it listens on loopback only')
  }
  const stopWatching =
    access.tokensFile === undefined ? undefined : watchTokensFile(access.tokensFile, authenticator, log)

  const close = (): Promise<void> => {
    stopWatching?.()
    return stopServer({
      log,
      graceMs,
      readiness,
      server,
      runningCalls,
      sockets,
      changeLog: delivery.changeLog,
      jobs,
      closeOutside: [() => transport.close(), closeMetrics, closeTracing],
      closeStore: () => store.close(),
    })
  }
  let closing: Promise<void> | undefined
  return { url: `${origin}/graphql`, close: () => (closing ??= close()) }
}

/** Starts the server. Rejects with SettingsError if it cannot listen where it should, or its store cannot be opened. */
export const startServer = async (options: StartOptions): Promise<RunningServer> => {
  const { log = createLog(options.settings.logLevel) } = options
  const opened: (() => unknown)[] = []
  try {
    return await openServer({ ...options, log }, opened)
  } catch (error) {
    for (const close of opened.toReversed()) await within(closeMs, Promise.resolve(close()), log)
    throw error
  }
}
