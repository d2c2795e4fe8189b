import { type HttpRequest, type Transport, TransportError } from '@heliograph/core'
import type { JobResult, JobWithMetadata } from 'pg-boss'
import type { Logger } from '../log.ts'
import type { WebhookSettings } from '../settings/jobs-settings.ts'
import type { StoreDatabase } from '../store/tables.ts'
import type { ChangeJob } from './dispatch-changes.ts'
import { type JobQueue, queueNames } from './queue.ts'
import { readChanges } from './read-changes.ts'
import { createRepeatedLog } from './repeated-log.ts'
import { toWebhookRequest } from './webhook-request.ts'

/** How long a receiver may take. */
const timeoutMs = 10_000

export interface WebhookParts {
  readonly queue: JobQueue
  readonly db: StoreDatabase
  readonly transport: Transport
  readonly settings: WebhookSettings
  readonly log: Logger
  readonly lookSeconds: number
}

/** Undefined if the receiver took it, else why not, in words that quote nothing of the request or the answer. */
const post = async (transport: Transport, request: HttpRequest, signal: AbortSignal): Promise<string | undefined> => {
  try {
    const { status } = await transport.send(request, { signal, deadline: Date.now() + timeoutMs })
    return status >= 200 && status < 300 ? undefined : `the receiver answered HTTP ${status}`
  } catch (error) {
    if (error instanceof TransportError) return `the receiver could not be reached (${error.reason})`
    throw error
  }
}

/** Reports changes to the webhook, all at the same time, and says which of them were taken. */
export const createWebhookReporter = ({
  db,
  transport,
  settings,
  log,
}: Omit<WebhookParts, 'queue' | 'lookSeconds'>) => {
  const warn = createRepeatedLog(log)
  return async (jobs: readonly JobWithMetadata<ChangeJob>[]): Promise<JobResult[]> => {
    const changes = await readChanges(
      db,
      jobs.map(({ data }) => data.seq),
    )
    return Promise.all(
      jobs.map(async ({ id, data, retryCount, retryLimit, signal }): Promise<JobResult> => {
        const change = changes.get(data.seq)
        if (!change) return { id, status: 'completed', output: { reason: 'the message was deleted meanwhile' } }
        const reason = await post(transport, toWebhookRequest(settings, change, new Date()), signal)
        if (reason === undefined) return { id, status: 'completed' }
        const facts = { reason, messageId: data.messageId, seq: data.seq, attempt: retryCount + 1 }
        if (retryCount >= retryLimit) log.error(facts, 'a webhook was given up: see deadLetters')
        else warn('a webhook was not taken, and is tried again', facts)
        return { id, status: 'failed', output: { reason } }
      }),
    )
  }
}

/** Reports each change of the queue to the webhook. Resolves, with what makes it look at once, when it has begun. */
export const workOnWebhooks = async ({ queue, lookSeconds, ...parts }: WebhookParts): Promise<() => void> => {
  const worker = await queue.boss.work(
    queueNames.webhooks,
    {
      batchSize: 10,
      // One receiver that hangs must not hold up all that come after.
      localConcurrency: 2,
      burstWhenBatchFull: true,
      includeMetadata: true,
      perJobResults: true,
      pollingIntervalSeconds: lookSeconds,
    },
    createWebhookReporter(parts),
  )
  return () => queue.boss.notifyWorker(worker)
}
