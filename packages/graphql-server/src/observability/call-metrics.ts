import { type HttpRequest, ProviderCallError, type SendOptions, type Transport, TransportError } from '@heliograph/core'
import type { CallObserver } from '../provider-call.ts'
import type { Metrics } from './metrics.ts'

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1_000

/** Counts calls of providers, and the HTTP requests they make. */
export const createCallMetrics = (metrics: Metrics): CallObserver => {
  const watch = (transport: Transport, operation: string, provider: string): Transport => {
    let lastBody: string | undefined
    return {
      async send(request: HttpRequest, options: SendOptions) {
        // The pieces of a call that is split differ from each other.
        if (request.body === lastBody) metrics.providerRetries.inc({ operation })
        lastBody = request.body
        const startedAt = performance.now()
        let result = 'failed'
        try {
          const response = await transport.send(request, options)
          result = String(response.status)
          return response
        } catch (error) {
          if (error instanceof TransportError) result = error.reason
          throw error
        } finally {
          metrics.providerRequests.inc({ operation, result })
          metrics.providerRequestDuration.observe({ provider }, secondsSince(startedAt))
        }
      },
    }
  }
  return async (entry, context, run) => {
    const { id: operation, provider } = entry
    const startedAt = performance.now()
    const labels = { operation, kind: 'none', outcome: 'accepted' }
    try {
      return await run({ ...context, transport: watch(context.transport, operation, provider.name) })
    } catch (error) {
      const isForeseen = error instanceof ProviderCallError
      labels.kind = isForeseen ? error.kind : 'unexpected'
      labels.outcome = isForeseen ? error.outcome : 'unknown'
      throw error
    } finally {
      metrics.providerCalls.inc(labels)
      metrics.providerCallDuration.observe({ operation }, secondsSince(startedAt))
    }
  }
}
