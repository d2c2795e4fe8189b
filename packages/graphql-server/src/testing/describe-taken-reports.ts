import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../store/open-store.ts'
import { createTestServer, testEnvironment, type TestServerOptions } from './create-test-server.ts'
import { exampleAnswer } from './examples.ts'
import { failingStore } from './failing-store.ts'
import { listChanges } from './sender.ts'
import { insertMessage, readMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'

const cancelSms = 'mutation { sms365SmsCancel(input: { smsId: "1500100" }) { __typename } }'
const cancelMessages = 'mutation { netoxygenMessageCancel(input: { ids: ["4f0c1a", "4f0c1b"] }) { __typename } }'
const takeChanges = `mutation ($key: String) { sms365StatusGet(idempotencyKey: $key) {
  __typename ... on Sms365StatusGetPayload { messages { smsId status statusRaw } }
} }`

/** What answers that name messages by the provider's id do to their rows, on whatever database. */
export const describeTakenReports = (database: string, open: () => Promise<Store>): void => {
  describe(`what callers are told of messages, on ${database}`, () => {
    let store: Store
    const empty = async () => {
      await emptyStore(store)
      await store.db.deleteFrom('taken_reports').execute()
    }
    beforeAll(async () => {
      store = await open()
      await empty()
    })
    afterEach(() => empty())

    const start = (operationId: string, options: TestServerOptions = {}) =>
      createTestServer({ store, answer: () => exampleAnswer(operationId), ...options })
    const scheduled = { provider_message_id: '1500100', status: 'SCHEDULED', next_poll_at: new Date() } as const
    const listTaken = () =>
      store.db.selectFrom('taken_reports').select(['provider_message_id', 'status', 'source']).execute()
    const poll = (id: string) => readMessage(store, id)

    describe('a cancellation', () => {
      test('that the provider accepted is in the row and in the log of changes by the time it is answered', async () => {
        // Whoever sent it: that it is cancelled is a fact about the message.
        const { id } = await insertMessage(store, { ...scheduled, owner: 'somebody else' })
        const { data } = await start('sms365.sms.cancel').run(cancelSms)
        expect(data).toMatchObject({ sms365SmsCancel: { __typename: 'Sms365SmsCancelPayload' } })
        expect(await poll(id)).toMatchObject({
          status: 'CANCELLED',
          status_raw: null,
          next_poll_at: null,
          final_at: expect.any(Date),
        })
        expect(await listChanges(store)).toMatchObject([{ message_id: id, status: 'CANCELLED', source: 'cancel' }])
        expect(await listTaken()).toEqual([])
      })

      test('of many concerns those that the provider cancelled, and no other', async () => {
        const message = { ...scheduled, provider: 'netoxygen' }
        const done = await insertMessage(store, { ...message, provider_message_id: '4f0c1a' })
        const late = await insertMessage(store, { ...message, provider_message_id: '4f0c1b' })
        const other = await insertMessage(store, { ...message, provider: 'proxstop', provider_message_id: '4f0c1a' })
        await start('netoxygen.message.cancel').run(cancelMessages)
        const statuses = await Promise.all([done, late, other].map(async ({ id }) => (await poll(id)).status))
        expect(statuses).toEqual(['CANCELLED', 'SCHEDULED', 'SCHEDULED'])
      })

      test('of an SMS leaves a Viber message with the same id alone', async () => {
        const { id } = await insertMessage(store, { ...scheduled, kind: 'VIBER' })
        await start('sms365.sms.cancel').run(cancelSms)
        expect((await poll(id)).status).toBe('SCHEDULED')
      })

      test('leaves the status of a message that has come to its end', async () => {
        const { id } = await insertMessage(store, { ...scheduled, status: 'DELIVERED', final_at: new Date() })
        await start('sms365.sms.cancel').run(cancelSms)
        expect(await poll(id)).toMatchObject({ status: 'DELIVERED', contradiction: { status: 'CANCELLED' } })
      })

      test('that was refused, or whose answer was lost, changes nothing', async () => {
        const { id } = await insertMessage(store, scheduled)
        for (const answer of ['{"status":"0","error":"110","remarks":"No"}', new Error('broken')]) {
          await start('sms365.sms.cancel', { answer: () => answer }).run(cancelSms)
          expect((await poll(id)).status).toBe('SCHEDULED')
        }
        expect([await listChanges(store), await listTaken()]).toEqual([[], []])
      })

      test('is put down as soon as the store works again', async () => {
        const { id } = await insertMessage(store, scheduled)
        let isDown = true
        const server = start('sms365.sms.cancel', { store: failingStore(store, () => isDown) })
        expect((await server.run(cancelSms)).errors).toBeUndefined()
        expect((await poll(id)).status).toBe('SCHEDULED')
        isDown = false
        await server.runningCalls.settle()
        expect((await poll(id)).status).toBe('CANCELLED')
        expect(await listChanges(store)).toHaveLength(1)
      })
    })

    describe('status changes that a caller takes', () => {
      test('are in the rows, whoever sent them, before the caller has them; those of nobody wait', async () => {
        const { id } = await insertMessage(store, { ...scheduled, owner: 'somebody else', status: 'SENT' })
        const env = { ...testEnvironment, API_TOKENS: 'app:read:0123456789abcdef0123456789abcdef' }
        const headers = { authorization: 'Bearer 0123456789abcdef0123456789abcdef' }
        const { data } = await start('sms365.status.get', { env }).run(takeChanges, {}, headers)
        expect(data).toEqual({
          sms365StatusGet: {
            __typename: 'Sms365StatusGetPayload',
            messages: [
              { smsId: '1500100', status: 'DELIVERED', statusRaw: 'd' },
              { smsId: '1500101', status: 'FAILED', statusRaw: '3' },
            ],
          },
        })
        expect(await poll(id)).toMatchObject({ status: 'DELIVERED', status_raw: 'd', next_poll_at: null })
        expect(await listChanges(store)).toMatchObject([{ message_id: id, status: 'DELIVERED', source: 'poll' }])
        expect(await listTaken()).toEqual([{ provider_message_id: '1500101', status: 'FAILED', source: 'poll' }])
      })

      test('are put down once, however often their key comes', async () => {
        const server = start('sms365.status.get')
        const answers = [await server.run(takeChanges, { key: 'k' }), await server.run(takeChanges, { key: 'k' })]
        expect(answers[1]?.data).toEqual(answers[0]?.data)
        expect(server.requests).toHaveLength(1)
        expect(await listTaken()).toHaveLength(2)
      })

      test('are not taken while the store could not keep them', async () => {
        const server = start('sms365.status.get', { store: failingStore(store, () => true) })
        expect((await server.run(takeChanges)).errors).toMatchObject([
          { extensions: { code: 'STORE_UNAVAILABLE', retryable: true } },
        ])
        expect(server.requests).toEqual([])
      })

      test('are in the log where the store never takes them', async () => {
        let isDown = false
        const server = start('sms365.status.get', {
          store: failingStore(store, () => isDown),
          answer() {
            isDown = true
            return exampleAnswer('sms365.status.get')
          },
        })
        const answer = server.run(takeChanges)
        await expect.poll(() => server.logLines.join()).toContain('the store does not take')
        server.runningCalls.giveUp()
        expect((await answer).errors).toBeUndefined()
        await server.runningCalls.settle()
        expect(server.logLines.join()).toContain('"taken":[["1500100","d"],["1500101","3"]]')
      })
    })
  })
}
