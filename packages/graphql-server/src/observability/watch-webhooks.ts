import { type Transport, TransportError } from '@heliograph/core'
import type { Metrics } from './metrics.ts'

/** A transport whose requests are counted as those to the webhook. */
export const watchWebhooks = (metrics: Metrics, transport: Transport): Transport => ({
  async send(request, options) {
    let result = 'failed'
    try {
      const response = await transport.send(request, options)
      result = String(response.status)
      return response
    } catch (error) {
      if (error instanceof TransportError) result = error.reason
      throw error
    } finally {
      metrics.webhookRequests.inc({ result })
    }
  },
})
