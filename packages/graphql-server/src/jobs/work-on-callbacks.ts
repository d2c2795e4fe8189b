import { TransportError } from '@heliograph/core'
import type { Job, JobResult } from 'pg-boss'
import type { Logger } from '../log.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { appendParameters, type CallAddress, UncallableAddressError } from './call-address.ts'
import type { ChangeJob } from './dispatch-changes.ts'
import { type JobQueue, queueNames } from './queue.ts'
import { type ReadChange, readChanges } from './read-changes.ts'

export interface CallbackParts {
  readonly queue: JobQueue
  readonly db: StoreDatabase
  readonly callAddress: CallAddress
  /** Whether addresses of private networks and of this machine are called. */
  readonly allowPrivate: boolean
  readonly log: Logger
  readonly lookSeconds: number
}

/** The parameters that sms365 itself would append; empty where it did not tell. */
export const toCallbackParameters = (change: ReadChange): Readonly<Record<string, string>> => ({
  msgid: change.provider_message_id ?? '',
  status: change.status === 'DELIVERED' ? 'd' : 'f',
  cost: change.cost_then ?? change.cost ?? '',
  to: change.recipient,
  mcc: change.mcc ?? '',
  mnc: change.mnc ?? '',
})

const call = async (
  change: ReadChange,
  { callAddress, allowPrivate }: Pick<CallbackParts, 'callAddress' | 'allowPrivate'>,
  signal: AbortSignal,
) => {
  if (change.callback_url === null) return undefined
  const address = appendParameters(change.callback_url, toCallbackParameters(change))
  try {
    const { status } = await callAddress(address, { allowPrivate, signal })
    if (status >= 200 && status < 300) return undefined
    return { reason: `it answered HTTP ${status}`, mayRetry: true }
  } catch (error) {
    if (error instanceof UncallableAddressError) return { reason: error.message, mayRetry: false }
    // The address itself is not told: it may hold a secret of its owner.
    const reason = error instanceof TransportError ? `no answer came (${error.reason})` : (error as Error).name
    return { reason, mayRetry: true }
  }
}

/** Calls the addresses that callers gave for their own use. Resolves, with what makes it look at once, when it has begun. */
export const workOnCallbacks = async (parts: CallbackParts): Promise<() => void> => {
  const { queue, db, log, lookSeconds } = parts
  const callAll = async (jobs: readonly Job<ChangeJob>[]): Promise<JobResult[]> => {
    const changes = await readChanges(
      db,
      jobs.map(({ data }) => data.seq),
    )
    return Promise.all(
      jobs.map(async ({ id, data, retryCount, signal }): Promise<JobResult> => {
        const change = changes.get(data.seq)
        const failure = change && (await call(change, parts, signal))
        if (!failure) return { id, status: 'completed' }
        const { reason, mayRetry } = failure
        log.info({ messageId: data.messageId, reason, attempt: retryCount + 1 }, "a caller's callback was not taken")
        return { id, status: mayRetry ? 'failed' : 'completed', output: { reason } }
      }),
    )
  }
  const worker = await queue.boss.work(
    queueNames.callbacks,
    {
      batchSize: 10,
      localConcurrency: 2,
      burstWhenBatchFull: true,
      perJobResults: true,
      pollingIntervalSeconds: lookSeconds,
    },
    callAll,
  )
  return () => queue.boss.notifyWorker(worker)
}
