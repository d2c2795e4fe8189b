import type { RequestListener } from 'node:http'
import type { Metrics } from './metrics.ts'
import { findRoute } from './routes.ts'

/** Counts the requests that a listener answers. An answer that its client did not wait for has the status `aborted`. */
export const observeHttp =
  (metrics: Metrics, listener: RequestListener): RequestListener =>
  (request, response) => {
    const startedAt = performance.now()
    const route = findRoute(request.url ?? '')
    response.once('close', () => {
      const isStream = String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')
      const status = response.writableFinished || isStream ? String(response.statusCode) : 'aborted'
      metrics.httpRequests.inc({ route, status })
      if (!isStream) metrics.httpDuration.observe({ route }, (performance.now() - startedAt) / 1_000)
    })
    listener(request, response)
  }
