import {
  createLog,
  parseSettings,
  type RunningServer,
  startServer,
  type StartOptions,
} from '@heliograph/graphql-server'
import { type Sandbox, type SandboxOptions, startSandbox } from '@heliograph/sandbox'

/** The environment of a server that speaks to a sandbox. */
export const toServerEnvironment = ({ credentials, baseUrls }: Sandbox): Readonly<Record<string, string>> => ({
  PORT: '0',
  DATA_DIR: 'memory://',
  PROXSTOP_BASE_URL: baseUrls.proxstop,
  PROXSTOP_API_KEY: credentials.proxstop.apiKey,
  SMS365_BASE_URL: baseUrls.sms365,
  SMS365_API_KEY: credentials.sms365.apiKey,
  SMS365_USERNAME: credentials.sms365.username,
  SMS365_PASSWORD: credentials.sms365.password,
  NETOXYGEN_URL: baseUrls.netoxygen,
  NETOXYGEN_USERNAME: credentials.netoxygen.username,
  NETOXYGEN_PASSWORD: credentials.netoxygen.password,
})

/** An answer of the server, as JSON. */
export interface GraphqlAnswer {
  readonly status: number
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[]
}

/** Sends one GraphQL request. */
export const askGraphql = async (url: string, query: string, variables?: object): Promise<GraphqlAnswer> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
  return { ...((await response.json()) as Omit<GraphqlAnswer, 'status'>), status: response.status }
}

export interface GraphqlTestServer {
  readonly sandbox: Sandbox
  readonly server: RunningServer
  /** What the server logged, as it was written. */
  readonly logLines: readonly string[]
  ask(query: string, variables?: object): Promise<GraphqlAnswer>
  close(): Promise<void>
}

/** A sandbox and a server against it, both on free ports. */
export const startGraphqlTestServer = async (
  options: Partial<StartOptions> & { readonly sandbox?: SandboxOptions } = {},
): Promise<GraphqlTestServer> => {
  const sandbox = await startSandbox(options.sandbox)
  const logLines: string[] = []
  const log = createLog('trace', { write: (line) => logLines.push(line) })
  const server = await startServer({ settings: parseSettings(toServerEnvironment(sandbox)), log, ...options })
  return {
    sandbox,
    server,
    logLines,
    ask: (query, variables) => askGraphql(server.url, query, variables),
    async close() {
      await server.close()
      await sandbox.close()
    },
  }
}
