import type { CallAddress } from '../jobs/call-address.ts'
import type { Metrics } from './metrics.ts'
import { watchRequest } from './watch-request.ts'

// Whoever is called chooses the status, so that each one would be too many series.
const toClass = (result: string): string => result.replace(/^(\d)\d\d$/, '$1xx')

/** Calls of callers' own addresses that are counted. */
export const watchCallbacks =
  (metrics: Metrics, callAddress: CallAddress): CallAddress =>
  (address, options) =>
    watchRequest(
      () => callAddress(address, options),
      (result, seconds) => {
        metrics.callerCallbacks.inc({ result: toClass(result) })
        metrics.callerCallbackDuration.observe(seconds)
      },
    )
