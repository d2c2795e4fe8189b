import type { Transport } from '@heliograph/core'
import type { Logger } from '../log.ts'
import type { JobsSettings } from '../settings/jobs-settings.ts'
import { lookIntoLogMs } from '../store/change-feed.ts'
import type { Store } from '../store/open-store.ts'
import type { CallAddress } from './call-address.ts'
import { dispatchChanges } from './dispatch-changes.ts'
import type { JobQueue } from './queue.ts'
import { repeat } from './repeat.ts'
import { createRepeatedLog } from './repeated-log.ts'
import { workOnCallbacks } from './work-on-callbacks.ts'
import { workOnWebhooks } from './work-on-webhooks.ts'

/** Under load, the changes of so many milliseconds are looked at together. */
const gatherChangesMs = 250

export interface ReportingParts {
  readonly queue: JobQueue
  readonly store: Store
  readonly settings: Pick<JobsSettings, 'webhook' | 'allowPrivateCallbacks'>
  /** For webhooks. */
  readonly transport: Transport
  readonly callAddress: CallAddress
  readonly log: Logger
  /** How often the queues are looked into. */
  readonly lookSeconds: number
}

/** Reports changes to the webhook and to callers' callbacks. Resolves with what ends it. */
export const startReporting = async (parts: ReportingParts): Promise<() => Promise<void>> => {
  const { queue, store, settings, transport, callAddress, log, lookSeconds } = parts
  const { webhook, allowPrivateCallbacks: allowPrivate } = settings
  const { db } = store
  const wakeCallbacks = await workOnCallbacks({ queue, db, callAddress, allowPrivate, log, lookSeconds })
  const wakeWebhooks = webhook && (await workOnWebhooks({ queue, db, transport, settings: webhook, log, lookSeconds }))
  const warn = createRepeatedLog(log)
  const dispatch = async () => {
    const { changes, callbacks, hasMore } = await dispatchChanges({
      db,
      boss: queue.boss,
      hasWebhook: webhook !== undefined,
    })
    if (callbacks > 0) wakeCallbacks()
    if (changes > 0) wakeWebhooks?.()
    return hasMore
  }
  const dispatching = repeat(dispatch, {
    everyMs: lookIntoLogMs,
    restMs: gatherChangesMs,
    signal: queue.stopping,
    onError: ({ message }) => warn('changes cannot be reported now', { reason: message }),
  })
  const unsubscribe = await store.changes.subscribe(() => dispatching.wake())
  return async () => {
    unsubscribe()
    await dispatching.stop()
  }
}
