import { type HttpRequest, ProviderCallError, type SendOptions, type Transport } from '@heliograph/core'
import type { CallObserver } from '../provider-call.ts'
import type { Metrics } from './metrics.ts'
import { watchRequest } from './watch-request.ts'

/** Counts calls of providers, and the HTTP requests they make. */
export const createCallMetrics = (metrics: Metrics): CallObserver => {
  const watch = (transport: Transport, operation: string, provider: string): Transport => {
    let lastBody: string | undefined
    return {
      send(request: HttpRequest, options: SendOptions) {
        // The pieces of a call that is split differ from each other.
        if (request.body === lastBody) metrics.providerRetries.inc({ operation })
        lastBody = request.body
        return watchRequest(
          () => transport.send(request, options),
          (result, seconds) => {
            metrics.providerRequests.inc({ operation, result })
            metrics.providerRequestDuration.observe({ provider }, seconds)
          },
        )
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
      metrics.providerCallDuration.observe({ operation }, (performance.now() - startedAt) / 1_000)
    }
  }
}
