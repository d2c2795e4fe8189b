import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { JobQueue } from '../jobs/queue.ts'
import { startHttpReceiver } from './http-receiver.ts'
import { insertMessage } from './stored-message.ts'
import { addChanges, emptyQueues, startTestJobs } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of callbacks, on a database of the caller's. */
export const describeCallbacks = (database: string, open: () => Promise<Store>): void => {
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
      return receiver
    }

    const listStates = async ({ boss }: JobQueue) => (await boss.findJobs('callbacks')).map(({ state }) => state)

    const allowed = { settings: { allowPrivateCallbacks: true } }

    describe("callers' callbacks", () => {
      it('are called with the parameters that sms365 would have appended', async () => {
        const receiver = await receive()
        await startTestJobs(store, allowed)
        const message = {
          callback_url: `${receiver.url}/mine?order=7`,
          provider_message_id: '1500100',
          mcc: '202',
          mnc: '05',
        }
        const delivered = await insertMessage(store, message)
        const failed = await insertMessage(store, { ...message, cost: '2' })
        await addChanges(store, { message_id: delivered.id }, { message_id: failed.id, status: 'FAILED', cost: null })
        await expect.poll(() => receiver.requests).toHaveLength(2)
        expect(receiver.requests.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
          'GET /mine?order=7&msgid=1500100&status=d&cost=1&to=306971234567&mcc=202&mnc=05',
          'GET /mine?order=7&msgid=1500100&status=f&cost=2&to=306971234567&mcc=202&mnc=05',
        ])
      })

      it('are called for an end only, as sms365 does, and not where none was given', async () => {
        const receiver = await receive()
        const { jobs } = await startTestJobs(store, allowed)
        const { id } = await insertMessage(store, { callback_url: `${receiver.url}/mine` })
        const other = await insertMessage(store)
        await addChanges(store, { message_id: id, status: 'SENT' }, { message_id: other.id }, { message_id: id })
        await expect.poll(() => receiver.requests).toHaveLength(1)
        expect(await jobs.queue.boss.findJobs('callbacks')).toHaveLength(1)
      })

      it('are tried three times', async () => {
        const receiver = await receive((_request, count) => (count === 2 ? undefined : 500))
        const { jobs, lines } = await startTestJobs(store, allowed)
        const { id } = await insertMessage(store, { callback_url: `${receiver.url}/mine?key=hidden` })
        await addChanges(store, { message_id: id })
        await expect.poll(() => listStates(jobs.queue)).toEqual(['failed'])
        expect(receiver.requests).toHaveLength(3)
        expect(JSON.stringify(lines)).not.toContain('hidden')
      })

      it('do not reach into our network unless that is allowed, and are then not tried again', async () => {
        const receiver = await receive()
        const { jobs } = await startTestJobs(store)
        const { id } = await insertMessage(store, { callback_url: `${receiver.url}/mine` })
        await addChanges(store, { message_id: id })
        await expect.poll(() => listStates(jobs.queue)).toEqual(['completed'])
        expect(receiver.requests).toEqual([])
      })
    })
  })
}
