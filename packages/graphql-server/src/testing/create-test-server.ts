import { type HttpRequest, type HttpResponse, type SendOptions, systemRuntime } from '@heliograph/core'
import type { GraphQLSchema } from 'graphql'
import { createAuthenticator } from '../access/authenticate.ts'
import { createGraphqlServer } from '../create-graphql-server.ts'
import { createDelivery } from '../delivery/delivery.ts'
import { createDriftLog } from '../drift-log.ts'
import type { DeadLetters } from '../jobs/dead-letters.ts'
import { createLog } from '../log.ts'
import { createCallMetrics } from '../observability/call-metrics.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Unreadiness } from '../observability/readiness.ts'
import { connectProviders } from '../provider-connections.ts'
import { parseSettings } from '../settings.ts'
import { createRunningCalls } from '../running-calls.ts'
import { createSending } from '../sending/sending.ts'
import type { Store } from '../store/open-store.ts'
import { testStore } from './test-store.ts'

/** What a provider answers with: a body (HTTP 200), a whole answer, or an error to throw. */
export type TestAnswer = string | Partial<HttpResponse> | Error

export interface TestServerOptions {
  readonly answer?: (request: HttpRequest, options: SendOptions) => TestAnswer | Promise<TestAnswer>
  /** Instead of the test credentials of all providers. */
  readonly env?: Readonly<Record<string, string>>
  readonly schema?: GraphQLSchema
  readonly metrics?: Metrics
  /** Instead of the one that all tests of the file share. */
  readonly store?: Store
  /** None unless given. */
  readonly deadLetters?: DeadLetters
  /** How long a key is held without a sign of life. */
  readonly leaseMs?: number
  readonly findUnreadiness?: () => Unreadiness | undefined
}

/** A result as JSON. */
export interface TestResult {
  readonly status: number
  readonly headers: Headers
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
}

/** Credentials that can be recognised wherever they should not turn up. */
export const testEnvironment = {
  PROXSTOP_API_KEY: 'secret-proxstop-key',
  SMS365_API_KEY: 'secret-sms365-key',
  NETOXYGEN_USERNAME: 'myuser',
  NETOXYGEN_PASSWORD: 'secret-netoxygen-password',
} as const

/** The server without a socket, over a transport that answers as told and remembers what it was sent. */
export const createTestServer = ({
  answer = () => '',
  env = testEnvironment,
  schema,
  findUnreadiness = () => undefined,
  metrics,
  store = testStore(),
  deadLetters,
  leaseMs,
}: TestServerOptions = {}) => {
  const requests: HttpRequest[] = []
  const logLines: string[] = []
  const transport = {
    async send(request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
      requests.push(request)
      const given = await answer(request, options)
      if (given instanceof Error) throw given
      const whole = typeof given === 'string' ? { body: new TextEncoder().encode(given) } : given
      return { status: 200, headers: {}, body: new Uint8Array(), ...whole }
    },
  }
  // No waits between attempts, so that no test depends on time.
  const runtime = { ...systemRuntime, sleep: () => Promise.resolve() }
  const log = createLog('debug', { write: (line) => logLines.push(line) })
  const observeCall = metrics && createCallMetrics(metrics)
  const { providers } = parseSettings(env)
  const settings = parseSettings(env)
  const connections = connectProviders(providers, transport, createDriftLog(log), runtime, observeCall)
  const runningCalls = createRunningCalls()
  const authenticator = createAuthenticator(settings.access, log)
  const server = createGraphqlServer({
    connections,
    delivery: createDelivery(store, log),
    deadLetters,
    sending: createSending({ store, settings: settings.store, runningCalls, log, leaseMs }),
    runningCalls,
    log,
    access: settings.access,
    authenticator,
    limits: settings.limits,
    readiness: { find: () => Promise.resolve(findUnreadiness()) },
    metrics,
    schema,
  })

  const post = (body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
    server.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  const run = async (query: string, variables?: object, headers?: Readonly<Record<string, string>>) => {
    const response = await post(JSON.stringify({ query, variables }), headers)
    const result = (await response.json()) as Omit<TestResult, 'status' | 'headers'>
    return { ...result, status: response.status, headers: response.headers } satisfies TestResult
  }
  return { ...server, authenticator, runningCalls, requests, logLines, post, run }
}
