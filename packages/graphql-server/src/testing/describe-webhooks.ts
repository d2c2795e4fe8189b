import { Webhook } from 'standardwebhooks'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startHttpReceiver } from './http-receiver.ts'
import { insertMessage } from './stored-message.ts'
import { addChanges, emptyQueues, startTestJobs, startTestQueue, webhookSecret } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of webhooks, on a database of the caller's. */
export const describeWebhooks = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })

    beforeEach(async () => {
      await emptyStore(store)
      await emptyQueues(store)
    })

    const receive = async (...[answer]: Parameters<typeof startHttpReceiver>) => {
      const receiver = await startHttpReceiver(answer)
      onTestFinished(() => receiver.close())
      return { receiver, webhook: { url: `${receiver.url}/hook`, secret: webhookSecret } }
    }

    const bodyOf = ({ body }: { readonly body: string }) =>
      JSON.parse(body) as { readonly data: { readonly id: string; readonly seq: number; readonly status: string } }

    describe('webhooks', () => {
      it('report each change once, signed, in words that hold no text of the message', async () => {
        const { receiver, webhook } = await receive()
        await startTestJobs(store, { settings: { webhook } })
        const { id } = await insertMessage(store, {
          text: 'a secret text',
          provider_message_id: '1500100',
          idempotency_key: 'order-7',
          status: 'SENT',
        })
        const at = new Date('2026-03-01T12:00:00Z')
        await addChanges(store, { message_id: id, status: 'SENT', status_raw: 's', at }, { message_id: id, at })
        await expect.poll(() => receiver.requests).toHaveLength(2)
        const [first] = receiver.requests.toSorted((one, other) => bodyOf(one).data.seq - bodyOf(other).data.seq)
        expect(first?.headers['content-type']).toBe('application/json')
        expect(new Webhook(webhookSecret).verify(first?.body ?? '', first?.headers as Record<string, string>)).toEqual({
          type: 'message.updated',
          timestamp: '2026-03-01T12:00:00.000Z',
          data: {
            id,
            seq: expect.any(Number),
            provider: 'SMS365',
            operation: 'sms365SmsSend',
            providerMessageId: '1500100',
            kind: 'SMS',
            to: '306971234567',
            parts: 1,
            status: 'SENT',
            statusRaw: 's',
            contradiction: false,
            cost: '1',
            caller: 'local',
            idempotencyKey: 'order-7',
            createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
            sendAt: null,
          },
        })
        expect(JSON.stringify(receiver.requests)).not.toContain('secret text')
      })

      it('are tried again after an error of the receiver and after a broken connection, under the same id', async () => {
        const answers = [500, undefined, 204]
        const { receiver, webhook } = await receive((_request, count) => answers[count - 1])
        const { lines } = await startTestJobs(store, { settings: { webhook } })
        const { id } = await insertMessage(store)
        await addChanges(store, { message_id: id })
        await expect.poll(() => receiver.requests).toHaveLength(3)
        expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
        expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1)
        expect(lines).toContainEqual(
          expect.objectContaining({ reason: 'the receiver answered HTTP 500', messageId: id, attempt: 1 }),
        )
      })

      it('do not follow a redirect', async () => {
        const { receiver, webhook } = await receive(() => 302)
        await startTestJobs(store, { settings: { webhook }, webhookRetries: 0 })
        await addChanges(store, { message_id: (await insertMessage(store)).id })
        const listDead = () => store.jobs.database.executeSql("select 1 from pgboss.job where name = 'webhooks-dead'")
        await expect.poll(listDead).toMatchObject({ rows: [{}] })
        expect(receiver.requests).toHaveLength(1)
      })

      it('report what changed while nobody was at work, and nothing twice after a restart', async () => {
        const { receiver, webhook } = await receive()
        const { id } = await insertMessage(store)
        const first = await startTestJobs(store, { settings: { webhook } })
        await addChanges(store, { message_id: id, status: 'SENT' })
        await expect.poll(() => receiver.requests).toHaveLength(1)
        await first.stop()
        await addChanges(store, { message_id: id })
        await startTestJobs(store, { settings: { webhook } })
        await expect.poll(() => receiver.requests).toHaveLength(2)
        expect(receiver.requests.map((request) => bodyOf(request).data.status)).toEqual(['SENT', 'DELIVERED'])
      })

      it('do not hold a stop up when the receiver hangs, and are made after the next start', async () => {
        let status = 0
        const { receiver, webhook } = await receive(() => status)
        const first = await startTestJobs(store, { settings: { webhook } })
        await addChanges(store, { message_id: (await insertMessage(store)).id })
        await expect.poll(() => receiver.requests).toHaveLength(1)
        const startedAt = performance.now()
        await first.stop()
        expect(performance.now() - startedAt).toBeLessThan(8_000)
        status = 204
        await startTestJobs(store, { settings: { webhook } })
        await expect.poll(() => receiver.requests).toHaveLength(2)
        expect(receiver.requests[1]?.headers['webhook-id']).toBe(receiver.requests[0]?.headers['webhook-id'])
      })

      it('that a process had begun when it was killed are tried again once half a minute is over', async () => {
        const { boss } = await startTestQueue(store)
        await boss.send('webhooks', { seq: 1, messageId: 'x' })
        expect(await boss.fetch('webhooks')).toHaveLength(1)
        const look = async (secondsLater: number) => {
          await store.jobs.database.executeSql(
            `update pgboss.job set started_on = now() - interval '${secondsLater} s' where name = 'webhooks'`,
          )
          // It looks only once a minute by itself.
          await store.jobs.database.executeSql('update pgboss.queue set monitor_on = null, monitor_claim_on = null')
          await boss.supervise('webhooks')
          return (await boss.findJobs('webhooks')).map(({ state }) => state)
        }
        expect(await look(20)).toEqual(['active'])
        expect(await look(31)).toEqual(['retry'])
      })

      it('are not made where no address is set', async () => {
        const { jobs } = await startTestJobs(store)
        await addChanges(store, { message_id: (await insertMessage(store)).id })
        const { last } = await store.db
          .selectFrom('message_changes')
          .select(({ fn }) => fn.max('seq').as('last'))
          .executeTakeFirstOrThrow()
        const readSeq = () => store.db.selectFrom('change_readers').select('seq').executeTakeFirst()
        await expect.poll(readSeq).toEqual({ seq: last })
        expect(await jobs.queue.boss.findJobs('webhooks')).toEqual([])
      })
    })
  })
}
