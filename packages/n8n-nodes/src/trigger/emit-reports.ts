import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow'

/** Reports that were read together, and have to start one run together. */
interface Batch {
  /** n8n starts no second run for the same key. */
  readonly key: string
  readonly items: readonly INodeExecutionData[]
}

/** Where batches wait whose run could not be started. */
interface Store {
  waiting?: readonly Batch[]
}

/** Starts runs with reports that sms365 has forgotten by now. */
export interface ReportEmitter {
  /** Starts one run with the items. */
  emit(key: string, items: readonly INodeExecutionData[]): void
  /** Starts the runs that could not be started before. */
  emitWaiting(): void
}

/**
 * Starts runs, and keeps in the node's static data what n8n did not take, until it does. The key makes the second attempt
 * harmless where the first one did start a run after all.
 */
export const createReportEmitter = (functions: ITriggerFunctions): ReportEmitter => {
  // The static data of the active workflow, not a copy: n8n stores it whenever a run is started.
  const store = functions.getWorkflowStaticData('node') as Store
  const underWay = new Set<string>()
  const drop = ({ key }: Batch) => {
    if (store.waiting) store.waiting = store.waiting.filter((batch) => batch.key !== key)
  }
  const keep = (batch: Batch) => {
    drop(batch)
    store.waiting = [...(store.waiting ?? []), batch]
  }
  const start = async (batch: Batch): Promise<void> => {
    if (underWay.has(batch.key)) return
    underWay.add(batch.key)
    try {
      const taken = functions.helpers.createDeferredPromise<IRun>()
      functions.emit([[...batch.items]], undefined, taken, batch.key)
      await taken.promise
      drop(batch)
    } catch (error) {
      keep(batch)
      const words = error instanceof Error ? error.message : 'unknown reason'
      functions.logger.warn(`Delivery reports wait for the next poll, because no run could be started: ${words}`)
    } finally {
      underWay.delete(batch.key)
    }
  }
  return {
    emit(key, items) {
      void start({ key, items })
    },
    emitWaiting() {
      for (const batch of store.waiting ?? []) void start(batch)
    },
  }
}
