import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { catalogue, providers } from '@heliograph/core'
import type { GraphQLSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { createAdmission } from './access/admission.ts'
import { type Authenticator, createAuthenticator } from './access/authenticate.ts'
import { createFailedLogins, type FailedLogins } from './access/failed-logins.ts'
import { guardRootFields } from './access/guard-root-fields.ts'
import type { Delivery } from './delivery/delivery.ts'
import { createErrorCompletion, maskError } from './execution/error-facts.ts'
import { createExecution } from './execution/execution.ts'
import { createGraphqlListener } from './http/graphql-listener.ts'
import { maxBodyBytes } from './http/read-json.ts'
import { createExampleTabs, type ExampleValues } from './graphiql/example-tabs.ts'
import { renderGraphiqlPage } from './graphiql/page.ts'
import { useGraphiqlPage } from './graphiql/use-graphiql-page.ts'
import { persistedParamNames, usePersistedDocuments } from './limits/persisted-documents.ts'
import { createCostLimits } from './limits/cost-limits.ts'
import { createRateLimit } from './limits/rate-limit.ts'
import { type DeadLetters, noDeadLetters } from './jobs/dead-letters.ts'
import type { Logger } from './log.ts'
import { createGraphqlMetrics } from './observability/graphql-metrics.ts'
import type { Metrics } from './observability/metrics.ts'
import type { Readiness } from './observability/readiness.ts'
import type { Tracing } from './observability/tracing.ts'
import { type MetricsAccess, useMetricsEndpoint } from './observability/use-metrics-endpoint.ts'
import { useStreamEnd } from './sockets/use-stream-end.ts'
import { useConnectionEnd } from './plugins/use-connection-end.ts'
import { useExecution } from './plugins/use-execution.ts'
import { useProbes } from './plugins/use-probes.ts'
import type { ProviderConnections } from './provider-connections.ts'
import type { RequestFacts } from './request-context.ts'
import { createRequestFacts } from './request-facts.ts'
import { createRunningCalls, type RunningCalls } from './running-calls.ts'
import type { Sending } from './sending/sending.ts'
import { deriveSchema } from './schema/derive-schema.ts'
import { type AccessSettings, openAccess } from './settings/access-settings.ts'
import { type LimitSettings, usualLimits } from './settings/limit-settings.ts'

export interface GraphqlServerParts {
  readonly connections: ProviderConnections
  /** What fields about messages are resolved from. */
  readonly delivery: Delivery
  /** Webhooks that were given up; none unless given. */
  readonly deadLetters?: DeadLetters | undefined
  /** What stands between a mutation and its provider. */
  readonly sending: Sending
  readonly log: Logger
  /** What `/ready` says. */
  readonly readiness: Pick<Readiness, 'find'>
  /** Counts nothing unless given. */
  readonly metrics?: Metrics | undefined
  /** Who may read `/metrics`; nobody unless given. */
  readonly metricsAccess?: MetricsAccess | undefined
  /** No spans unless given. */
  readonly tracing?: Tracing | undefined
  /** Who may come in, and whether GraphiQL and introspection are there; everybody and both unless given. */
  readonly access?: AccessSettings | undefined
  /** Made of `access` unless given. */
  readonly authenticator?: Authenticator | undefined
  /** Wrong tokens that were shown; counted here alone unless given. */
  readonly failedLogins?: FailedLogins | undefined
  /** The usual ones of a server without tokens unless given. */
  readonly limits?: LimitSettings | undefined
  /** What stands in the examples of GraphiQL; read when the page is first opened. */
  readonly exampleValues?: (() => ExampleValues | undefined) | undefined
  /** The mutations under way; of this server alone unless given. */
  readonly runningCalls?: RunningCalls | undefined
  /** The schema of the catalogue unless given. */
  readonly schema?: GraphQLSchema | undefined
}

/** The schema of all operations; each root field is resolved only for callers with the scope that it states. */
export const createSchema = (): GraphQLSchema => guardRootFields(deriveSchema(providers, catalogue))

/** GraphQL over HTTP, without a socket. */
export interface GraphqlServer {
  /** Answers requests of node:http. Whoever puts it behind a socket of their own checks the Host header as `startServer` does. */
  readonly listener: RequestListener
  /** Answers a Request, as the listener answers what came over a socket. */
  fetch(url: string, init?: RequestInit, context?: object): Promise<Response>
}

export const createGraphqlServer = ({
  connections,
  delivery,
  deadLetters = noDeadLetters,
  sending,
  log,
  readiness,
  metrics,
  metricsAccess = 'nobody',
  tracing,
  access = openAccess,
  authenticator = createAuthenticator(access, log),
  failedLogins = createFailedLogins(),
  limits = usualLimits,
  exampleValues,
  schema = createSchema(),
  runningCalls = createRunningCalls(),
}: GraphqlServerParts): GraphqlServer => {
  tracing?.traceRootFields(schema)
  const { maxRecipients, pointsPerMinute, persistedDocuments } = limits
  const rateLimit = pointsPerMinute === 0 ? undefined : createRateLimit(pointsPerMinute)
  const admission = createAdmission(authenticator, failedLogins, rateLimit)
  const completeErrors = createErrorCompletion(log, access.introspection ? schema : undefined)
  const graphqlMetrics = metrics && createGraphqlMetrics(metrics)
  const execution = createExecution({
    schema,
    introspection: access.introspection,
    costLimits: createCostLimits(rateLimit),
    completeErrors,
    persistedDocuments,
    metrics: graphqlMetrics,
    trace: tracing?.traceExecution,
  })
  const requestFacts = createRequestFacts(
    log,
    {
      connections,
      runningCalls,
      caller: authenticator.firstCaller,
      isStillKnown: (caller) => authenticator.isStillKnown(caller),
      maxRecipients,
      sending,
      delivery,
      deadLetters,
    },
    tracing,
  )
  const yoga = createYoga<RequestFacts>({
    schema,
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    // Yoga's own probe takes any address that ends like it, even behind a question mark; ours is useProbes.
    healthCheckEndpoint: `/${randomUUID()}`,
    batching: false,
    // Yoga would log messages, which may quote what was sent; what may be told is logged where errors are completed.
    logging: false,
    maxRequestBodySize: maxBodyBytes,
    parserAndValidationCache: false,
    extraParamNames: persistedParamNames,
    maskedErrors: { maskError },
    plugins: [
      useExecution({ admission, execution, requestFacts, completeErrors, metrics: graphqlMetrics }),
      useProbes(readiness),
      ...(metrics ? [useMetricsEndpoint(metrics, metricsAccess)] : []),
      ...(access.graphiql
        ? [
            useGraphiqlPage(() =>
              renderGraphiqlPage(createExampleTabs(exampleValues?.()), authenticator.isTokenRequired),
            ),
          ]
        : []),
      useConnectionEnd(),
      useStreamEnd(delivery.changeLog.closing),
      ...(persistedDocuments ? usePersistedDocuments(persistedDocuments) : []),
    ],
  })
  return {
    listener: createGraphqlListener({ yoga, admission, execution, requestFacts, log }),
    fetch: async (url, init, context = {}) => yoga.fetch(url, (init ?? {}) as never, context as never),
  }
}
