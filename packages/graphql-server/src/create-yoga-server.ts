import { randomUUID } from 'node:crypto'
import { catalogue, providers } from '@heliograph/core'
import type { GraphQLSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { createExampleTabs, type ExampleValues } from './graphiql/example-tabs.ts'
import { renderGraphiqlPage } from './graphiql/page.ts'
import { useGraphiqlPage } from './graphiql/use-graphiql-page.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './observability/metrics.ts'
import type { Readiness } from './observability/readiness.ts'
import type { Tracing } from './observability/tracing.ts'
import { useGraphqlMetrics } from './observability/use-graphql-metrics.ts'
import { type MetricsAccess, useMetricsEndpoint } from './observability/use-metrics-endpoint.ts'
import { useConnectionEnd } from './plugins/use-connection-end.ts'
import { maskError, useErrorFacts } from './plugins/use-error-facts.ts'
import { useGraphqlJs } from './plugins/use-graphql-js.ts'
import { useJsonOnly } from './plugins/use-json-only.ts'
import { useProbes } from './plugins/use-probes.ts'
import { useRequestFacts } from './plugins/use-request-facts.ts'
import type { ProviderConnections } from './provider-connections.ts'
import type { RequestFacts } from './request-context.ts'
import { createRunningCalls, type RunningCalls } from './running-calls.ts'
import { deriveSchema } from './schema/derive-schema.ts'

export interface YogaServerParts {
  readonly connections: ProviderConnections
  readonly log: Logger
  /** What `/ready` says. */
  readonly readiness: Pick<Readiness, 'find'>
  /** Counts nothing unless given. */
  readonly metrics?: Metrics | undefined
  /** Who may read `/metrics`; nobody unless given. */
  readonly metricsAccess?: MetricsAccess | undefined
  /** No spans unless given. */
  readonly tracing?: Tracing | undefined
  /** What stands in the examples of GraphiQL; read when the page is first opened. */
  readonly exampleValues?: (() => ExampleValues | undefined) | undefined
  /** The mutations under way; of this server alone unless given. */
  readonly runningCalls?: RunningCalls | undefined
  /** The schema of the catalogue unless given. */
  readonly schema?: GraphQLSchema | undefined
}

/** The largest request body taken, in bytes. */
const maxRequestBodySize = 256 * 1024

/** The schema of all operations. */
export const createSchema = (): GraphQLSchema => deriveSchema(providers, catalogue)

/**
 * The server without a socket: `fetch` takes a Request, and the object itself is a listener for node:http. Whoever puts
 * it behind a socket of their own checks the Host header as `startServer` does.
 */
export const createYogaServer = ({
  connections,
  log,
  readiness,
  metrics,
  metricsAccess = 'nobody',
  tracing,
  exampleValues,
  schema = createSchema(),
  runningCalls = createRunningCalls(),
}: YogaServerParts) => {
  tracing?.traceRootFields(schema)
  return createYoga<RequestFacts>({
    schema,
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    // Yoga's own probe takes any address that ends like it, even behind a question mark; ours is useProbes.
    healthCheckEndpoint: `/${randomUUID()}`,
    batching: false,
    // Yoga would log messages, which may quote what was sent; useErrorFacts logs what may be told.
    logging: false,
    maxRequestBodySize,
    maskedErrors: { maskError },
    plugins: [
      useRequestFacts(connections, log, runningCalls),
      useProbes(readiness),
      ...(metrics ? [useMetricsEndpoint(metrics, metricsAccess)] : []),
      useGraphiqlPage(() => renderGraphiqlPage(createExampleTabs(exampleValues?.()))),
      useJsonOnly(),
      useConnectionEnd(),
      useGraphqlJs(),
      useErrorFacts(log, schema),
      ...(metrics ? [useGraphqlMetrics(metrics)] : []),
      ...(tracing ? [tracing.plugin] : []),
    ],
  })
}
