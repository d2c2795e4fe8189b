import type { HttpResponse, Transport } from '@heliograph/core'
import fc from 'fast-check'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyStore } from './test-store.ts'
import { insertMessage } from './stored-message.ts'
import { addChanges, createTestLog, emptyQueues, startTestQueue, webhookSecret } from './test-jobs.ts'
import { type ChangeJob, dispatchChanges } from '../jobs/dispatch-changes.ts'
import { queueNames } from '../jobs/queue.ts'
import { createWebhookReporter } from '../jobs/work-on-webhooks.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of stop anywhere, on a database of the caller's. */
export const describeStopAnywhere = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })

    /** What a process does, and after which of its steps it ends. */
    type Step =
      | { readonly type: 'change'; readonly count: number }
      | { readonly type: 'dispatch'; readonly endsBefore: 'insert' | 'commit' | 'nothing' }
      | { readonly type: 'report'; readonly endsBefore: 'post' | 'complete' | 'nothing' }

    const anyStep: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ type: fc.constant('change' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        type: fc.constant('dispatch' as const),
        endsBefore: fc.constantFrom('insert' as const, 'commit' as const, 'nothing' as const),
      }),
      fc.record({
        type: fc.constant('report' as const),
        endsBefore: fc.constantFrom('post' as const, 'complete' as const, 'nothing' as const),
      }),
    )

    const processEnd = new Error('the process ends here')

    describe('a process that stops between any two steps', () => {
      it('loses no change, and makes one job of each', async () => {
        const { boss } = await startTestQueue(store)
        const { log } = createTestLog()

        const dispatch = async (endsBefore: 'insert' | 'commit' | 'nothing') => {
          const insert: PgBoss['insert'] = async (...given) => {
            if (endsBefore === 'insert') throw processEnd
            const inserted = await boss.insert(...given)
            if (endsBefore === 'commit') throw processEnd
            return inserted
          }
          await dispatchChanges({ db: store.db, boss: { insert }, hasWebhook: true }).catch((error: unknown) => {
            if (error !== processEnd) throw error
          })
        }
        /** What pg-boss does with the jobs of a process that ended without a word, once their time is over. */
        const giveBack = async () => {
          await store.jobs.database.executeSql(
            "update pgboss.job set started_on = now() - interval '1 hour' where state = 'active'",
          )
          await store.jobs.database.executeSql('update pgboss.queue set monitor_on = null, monitor_claim_on = null')
          await boss.supervise(queueNames.webhooks)
        }
        const run = async (steps: readonly Step[]) => {
          await emptyStore(store)
          await emptyQueues(store)
          const { id } = await insertMessage(store)
          const received: string[] = []
          const transport: Transport = {
            async send({ headers }): Promise<HttpResponse> {
              received.push(headers['webhook-id'] ?? '')
              return { status: 204, headers: {}, body: new Uint8Array() }
            },
          }
          const settings = { url: 'http://127.0.0.1/', secret: webhookSecret }
          const report = createWebhookReporter({ db: store.db, transport, settings, log })
          const work = async (endsBefore: 'post' | 'complete' | 'nothing') => {
            const jobs: JobWithMetadata<ChangeJob>[] = await boss.fetch(queueNames.webhooks, {
              batchSize: 3,
              includeMetadata: true,
            })
            if (jobs.length === 0) return
            if (endsBefore === 'post') await giveBack()
            else {
              const results = await report(jobs.map((job) => ({ ...job, signal: new AbortController().signal })))
              if (results.some(({ status }) => status !== 'completed')) throw new Error('A webhook was not taken')
              if (endsBefore === 'complete') await giveBack()
              else await boss.complete(queueNames.webhooks, jobs)
            }
          }
          const hasWork = async () => (await boss.findJobs(queueNames.webhooks, { queued: true })).length > 0
          for (const step of steps) {
            if (step.type === 'change') {
              await addChanges(store, ...Array.from({ length: step.count }, () => ({ message_id: id })))
            } else if (step.type === 'dispatch') await dispatch(step.endsBefore)
            else await work(step.endsBefore)
          }
          while ((await dispatchChanges({ db: store.db, boss, hasWebhook: true })).changes > 0);
          while (await hasWork()) await work('nothing')

          const changes = await store.db.selectFrom('message_changes').select('seq').execute()
          const jobs = await boss.findJobs<ChangeJob>(queueNames.webhooks)
          const dead = await boss.findJobs<ChangeJob>(queueNames.deadLetters)
          const seqs = changes.map(({ seq }) => seq).toSorted((one, other) => one - other)
          expect(jobs.map(({ data }) => data.seq).toSorted((one, other) => one - other)).toEqual(seqs)
          const seen = new Set([...received, ...dead.map(({ data }) => `${id}_${data.seq}`)])
          expect([...seen].toSorted()).toEqual(seqs.map((seq) => `${id}_${seq}`).toSorted())
        }
        await fc.assert(fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 12 }), run), { numRuns: 25 })
      })
    })
  })
}
