import { listen } from '../listen.ts'
import { type Metrics, printMetrics } from './metrics.ts'
import { metricsType } from './use-metrics-endpoint.ts'

/** Serves `/metrics` on a port of its own, to anyone who reaches it. Rejects with SettingsError if it cannot listen there. */
export const listenForMetrics = async (
  metrics: Metrics,
  host: string,
  port: number,
): Promise<{ readonly url: string; close(): void }> => {
  const { server, origin } = await listen(
    ({ method, url = '' }, response) => {
      if (method !== 'GET' || url.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end()
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
