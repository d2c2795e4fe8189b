import type { CallObserver } from '../provider-call.ts'
import type { ObservabilitySettings } from '../settings/observability-settings.ts'
import { createCallMetrics } from './call-metrics.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Tracing } from './tracing.ts'

/** What sees how the server does. */
export interface Observability {
  readonly metrics: Metrics
  /** Undefined where no spans are asked for. */
  readonly tracing: Tracing | undefined
  readonly observeCall: CallObserver
}

/** OpenTelemetry is loaded only where spans are asked for. */
export const createObservability = async (settings: Pick<ObservabilitySettings, 'tracing'>): Promise<Observability> => {
  const metrics = createMetrics()
  const observeMetrics = createCallMetrics(metrics)
  if (!settings.tracing) return { metrics, tracing: undefined, observeCall: observeMetrics }
  const { startTracing } = await import('./tracing.ts')
  const tracing = startTracing(settings.tracing)
  const observeCall: CallObserver = (entry, context, run) =>
    tracing.observeCall(entry, context, (traced) => observeMetrics(entry, traced, run))
  return { metrics, tracing, observeCall }
}
