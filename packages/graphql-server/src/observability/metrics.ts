import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** From a request that is answered at once to the longest that a call of a provider may take. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * What the server counts, in a registry of its own. No label ever holds what a client chose: operations, kinds and codes
 * come from our own code, so the number of series is bounded.
 */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers })
  const histogram = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Histogram({ name, help, labelNames, registers, buckets })
  return {
    registry,
    /** What is asked elsewhere before the metrics are read. */
    refreshers: new Array<() => Promise<void>>(),
    httpRequests: counter('heliograph_http_requests_total', 'HTTP requests answered.', 'route', 'status'),
    httpDuration: histogram(
      'heliograph_http_request_duration_seconds',
      'From the first byte of a request to the last of its answer; event streams left out.',
      'route',
    ),
    graphqlOperations: counter(
      'heliograph_graphql_operations_total',
      'GraphQL operations executed; a subscription when it starts.',
      'type',
      'result',
    ),
    graphqlErrors: counter(
      'heliograph_graphql_errors_total',
      'Errors at the top level of GraphQL answers, by extensions.code.',
      'code',
    ),
    providerCalls: counter(
      'heliograph_provider_calls_total',
      'Calls of provider operations, repeats included in one.',
      'operation',
      'kind',
      'outcome',
    ),
    providerCallDuration: histogram(
      'heliograph_provider_call_duration_seconds',
      'How long a call took with its repeats and the waits between them.',
      'operation',
    ),
    providerRequests: counter(
      'heliograph_provider_requests_total',
      'HTTP requests to providers, by status or by the reason why no answer came.',
      'operation',
      'result',
    ),
    providerRequestDuration: histogram(
      'heliograph_provider_request_duration_seconds',
      'How long a provider took to answer one HTTP request.',
      'provider',
    ),
    providerRetries: counter(
      'heliograph_provider_retries_total',
      'HTTP requests to providers that repeat an earlier one of the same call.',
      'operation',
    ),
    idempotentAnswers: counter(
      'heliograph_idempotent_answers_total',
      'Requests whose idempotency key had been used before: answered without a call of the provider.',
      'operation',
      'kind',
    ),
    callbacks: counter('heliograph_callbacks_total', 'Delivery reports that providers called us with.', 'result'),
    webhookRequests: counter(
      'heliograph_webhook_requests_total',
      'HTTP requests to WEBHOOK_URL, by status or by the reason why no answer came.',
      'result',
    ),
    webhookDuration: histogram(
      'heliograph_webhook_request_duration_seconds',
      'How long the receiver at WEBHOOK_URL took for one HTTP request.',
    ),
    callerCallbacks: counter(
      'heliograph_caller_callback_requests_total',
      "HTTP requests to callers' own callbacks, by class of status or by the reason why no answer came.",
      'result',
    ),
    callerCallbackDuration: histogram(
      'heliograph_caller_callback_request_duration_seconds',
      'How long one HTTP request to a callback of a caller took.',
    ),
    subscriptions: gauge('heliograph_subscriptions_open', 'Subscriptions open on this process.', 'transport'),
    messagesOpen: gauge(
      'heliograph_messages_open',
      'Messages in the store without a final status; the same on each process.',
      'provider',
      'status',
    ),
    jobs: gauge('heliograph_jobs', 'Jobs in the queues of the store; the same on each process.', 'queue', 'state'),
    storeUp: gauge('heliograph_store_up', '1 if the store answered when it was last asked for its numbers, else 0.'),
  }
}

export type Metrics = ReturnType<typeof createMetrics>

let processRegistry: Registry | undefined

/** CPU, memory, event loop and garbage collection of this process, under the names usual for Node. */
export const findProcessRegistry = (): Registry => {
  if (!processRegistry) {
    processRegistry = new Registry()
    collectDefaultMetrics({ register: processRegistry })
  }
  return processRegistry
}

/** Everything that `/metrics` answers with, in the text format of Prometheus. */
export const printMetrics = async ({ registry, refreshers }: Metrics): Promise<string> => {
  await Promise.all(refreshers.map((refresh) => refresh()))
  return `${await registry.metrics()}\n${await findProcessRegistry().metrics()}`
}

/** Takes so many different values and calls every further one `other`. */
export const createBoundedLabel = (most: number): ((value: string) => string) => {
  const seen = new Set<string>()
  return (value) => {
    if (seen.has(value)) return value
    if (seen.size >= most) return 'other'
    seen.add(value)
    return value
  }
}
