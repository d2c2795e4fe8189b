import { Agent, request } from 'node:http'

/** What an HTTP server answered. */
export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** A GraphQL answer as JSON. */
export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[]
}

const keepAlive = new Agent({ keepAlive: true, maxSockets: 64 })

interface CallOptions {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Whether the connection may serve again; one that a dead process has left behind would fail. */
  readonly reuse?: boolean
}

/** One HTTP request. Rejects if the connection breaks before the whole answer has come. */
export const callHttp = (
  url: string,
  { method = 'GET', headers, body, reuse = false }: CallOptions = {},
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: reuse ? keepAlive : false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** One GraphQL request on a connection of its own. Rejects if the connection breaks before the whole answer has come. */
export const ask = async (url: string, query: string, variables?: object): Promise<GraphqlAnswer> => {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ query, variables })
  return JSON.parse((await callHttp(url, { method: 'POST', headers, body })).body) as GraphqlAnswer
}

/** The counters of `/metrics` by their name and labels, as Prometheus writes them. */
export const readMetrics = async (origin: string): Promise<ReadonlyMap<string, number>> => {
  const { body } = await callHttp(`${origin}/metrics`)
  const samples = body.matchAll(/^(\w+(?:\{[^}]*\})?) (\S+)$/gm)
  return new Map(Array.from(samples, ([, name = '', value]) => [name, Number(value)]))
}
