import type { Transport } from '@heliograph/core'
import type { Metrics } from './metrics.ts'
import { watchRequest } from './watch-request.ts'

/** A transport whose requests are counted as those to the webhook. */
export const watchWebhooks = (metrics: Metrics, transport: Transport): Transport => ({
  send: (request, options) =>
    watchRequest(
      () => transport.send(request, options),
      (result, seconds) => {
        metrics.webhookRequests.inc({ result })
        metrics.webhookDuration.observe(seconds)
      },
    ),
})
