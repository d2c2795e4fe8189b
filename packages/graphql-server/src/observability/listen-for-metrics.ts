import { listen } from '../listen.ts'
import { type Metrics, printMetrics } from './metrics.ts'
import { challenge, mayRead, metricsType } from './use-metrics-endpoint.ts'

/** Serves `/metrics` on a port of its own, to whoever bears the token, if there is one. Rejects with SettingsError if it cannot listen there. */
export const listenForMetrics = async (
  metrics: Metrics,
  host: string,
  port: number,
  token: string | undefined,
): Promise<{ readonly url: string; close(): void }> => {
  const access = token === undefined ? 'everyone' : { token }
  const { server, origin } = await listen(
    ({ method, url = '', headers }, response) => {
      if (method !== 'GET' || url.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end()
        return
      }
      if (!mayRead(access, headers.authorization)) {
        response.writeHead(401, challenge).end()
        return
      }
      printMetrics(metrics).then(
        (text) => response.writeHead(200, { 'content-type': metricsType }).end(text),
        () => response.writeHead(500).end(),
      )
    },
    host,
    port,
    'METRICS_PORT',
  )
  return {
    url: `${origin}/metrics`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
