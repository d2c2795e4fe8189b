import type { Logger } from '../log.ts'
import type { Metrics } from './metrics.ts'

/** One number of a gauge, with its labels. */
export interface Count<Labels> {
  readonly labels: Labels
  readonly count: number
}

export interface StoreMetricsSources {
  readonly countOpenMessages: () => Promise<readonly Count<{ readonly provider: string; readonly status: string }>[]>
  readonly countJobs: () => Promise<readonly Count<{ readonly queue: string; readonly state: string }>[]>
}

interface Settable<Labels> {
  reset(): void
  set(labels: Labels, value: number): void
}

const show = <Labels>(gauge: Settable<Labels>, counts: readonly Count<Labels>[]): void => {
  gauge.reset()
  for (const { labels, count } of counts) gauge.set(labels, count)
}

/**
 * Asks the store for its numbers when the metrics are read, but not more often than every `cacheMs` (5 seconds unless
 * given). While the store does not answer, they are left out and `heliograph_store_up` is 0.
 */
export const watchStore = (
  metrics: Metrics,
  { countOpenMessages, countJobs }: StoreMetricsSources,
  log: Logger,
  cacheMs = 5_000,
): void => {
  let asked: { readonly at: number; readonly done: Promise<void> } | undefined
  const ask = async (): Promise<void> => {
    try {
      // One after another: PGlite has a single connection, and sends are waiting for it too.
      show(metrics.messagesOpen, await countOpenMessages())
      show(metrics.jobs, await countJobs())
      metrics.storeUp.set(1)
    } catch (error) {
      metrics.messagesOpen.reset()
      metrics.jobs.reset()
      metrics.storeUp.set(0)
      log.warn({ error: (error as Error).name }, 'the store does not tell its numbers')
    }
  }
  metrics.refreshers.push(() => {
    if (!asked || performance.now() - asked.at >= cacheMs) asked = { at: performance.now(), done: ask() }
    return asked.done
  })
}
