import { TransportError } from '@heliograph/core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applyReports } from '../delivery/apply-reports.ts'
import type { Store } from '../store/open-store.ts'
import { testEnvironment } from './create-test-server.ts'
import { exampleAnswer } from './examples.ts'
import { failingStore, watchedStore } from './failing-store.ts'
import { acceptance, listChanges, listKeys, listMessages, refusal, sendInput, startSender } from './sender.ts'
import { emptyStore } from './test-store.ts'

const bulk = `mutation {
  sms365SmsBulk(input: { to: ["306971234567", "306940000000", "306999999999"], text: "We open at nine" }) { __typename }
}`
const lost = () => new TransportError('reset', true, 'the connection broke')

/** What holds of sends, on whatever database; `open` gives the store, which whoever calls closes. */
export const describeSends = (name: string, open: () => Promise<Store>): void => {
  describe(`sends on ${name}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
      await emptyStore(store)
    })
    afterEach(() => emptyStore(store))

    test('are in the store before the request is on the wire, and hold what the answer says afterwards', async () => {
      const before: unknown[] = []
      const { send } = startSender(store, {
        async answer() {
          before.push(...(await listMessages(store)))
          return acceptance
        },
      })
      const sendAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000)
      const { sentMessages } = await send('booking-1', { sendAt })
      const [message, ...others] = await listMessages(store)
      expect(others).toEqual([])
      const planned = {
        id: message?.id,
        provider: 'sms365',
        operation: 'sms365.sms.send',
        recipient: sendInput.to,
        kind: 'SMS',
        parts: 1,
        text: null,
        scheduled_for: sendAt,
        owner: 'local',
        idempotency_key: 'booking-1',
      }
      expect(before).toMatchObject([{ ...planned, status: 'UNKNOWN', provider_message_id: null, accepted_at: null }])
      expect(message).toMatchObject({
        ...planned,
        status: 'SCHEDULED',
        provider_message_id: '1500100',
        cost: '1',
        accepted_at: expect.any(Date),
        next_poll_at: expect.any(Date),
        send_id: null,
      })
      expect(sentMessages).toEqual([{ id: message?.id }])
      expect(await listChanges(store)).toMatchObject([{ message_id: message?.id, status: 'SCHEDULED', source: 'send' }])
    })

    test('keep a text only where that is wanted', async () => {
      const { send } = startSender(store, {
        answer: () => acceptance,
        env: { ...testEnvironment, STORE_TEXTS: 'true' },
      })
      await send(null)
      expect((await listMessages(store)).map(({ text }) => text)).toEqual([sendInput.text])
    })

    test('leave no row of a recipient that was refused', async () => {
      const server = startSender(store, { answer: () => exampleAnswer('sms365.sms.bulk') })
      await server.run(bulk)
      expect(await listMessages(store)).toMatchObject([
        { recipient: '306971234567', provider_message_id: '1500102', status: 'ACCEPTED' },
        { recipient: '306940000000', provider_message_id: '1500103', status: 'ACCEPTED' },
      ])
    })

    test('are not asked about where nobody knows under which id they were accepted, so that they are not kept for ever', async () => {
      const server = startSender(store, {
        answer: () =>
          '{"id":{"0":"1","1":"2","2":"3"},"accepted":"3","rejected":"0","balance":"9","status":"1","error":"0"}',
      })
      await server.run(bulk)
      const nameless = { status: 'ACCEPTED', provider_message_id: null, next_poll_at: null, send_id: null }
      expect(await listMessages(store)).toMatchObject([nameless, nameless, nameless])
    })

    test('leave rows that say UNKNOWN where the answer is lost, and never send again with their key', async () => {
      const server = startSender(store, { answer: lost })
      const first = await server.send('k')
      expect(first).toMatchObject({ __typename: 'OutcomeUnknownError', code: 'NETWORK' })
      expect(await server.send('k')).toEqual(first)
      expect(server.requests).toHaveLength(1)
      expect(await listMessages(store)).toMatchObject([{ status: 'UNKNOWN', accepted_at: null, idempotency_key: 'k' }])
      expect(await listChanges(store)).toEqual([])
    })

    test('leave no row and free the key where the provider refused', async () => {
      const answers = [refusal, acceptance]
      const server = startSender(store, { answer: () => answers.shift() ?? lost() })
      expect(await server.send('k')).toMatchObject({ __typename: 'InsufficientCreditError' })
      expect([await listMessages(store), await listKeys(store)]).toEqual([[], []])
      expect(await server.send('k')).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      expect(server.requests).toHaveLength(2)
    })

    test('never regress a report that came before the answer', async () => {
      const { send } = startSender(store, {
        async answer() {
          const [message] = await listMessages(store)
          const report = { status: 'DELIVERED', statusRaw: 'd', cost: null, providerMessageId: null } as const
          await applyReports(store.db, [
            { ...report, messageId: message?.id ?? '', source: 'callback', at: new Date() },
          ])
          return acceptance
        },
      })
      await send('k')
      expect(await listMessages(store)).toMatchObject([
        {
          status: 'DELIVERED',
          status_raw: 'd',
          provider_message_id: '1500100',
          cost: '1',
          next_poll_at: null,
          send_id: null,
        },
      ])
      expect(await listChanges(store)).toMatchObject([{ status: 'DELIVERED', source: 'callback' }])
    })

    test('claim nothing where the input is invalid', async () => {
      const server = startSender(store, { answer: () => acceptance })
      expect(await server.send('k', { to: 'nobody' })).toMatchObject({ __typename: 'InvalidInputError' })
      expect([await listMessages(store), await listKeys(store)]).toEqual([[], []])
      expect(await server.send('k')).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
    })

    test('are not made where the store does not answer, and say so', async () => {
      for (const key of [null, 'k']) {
        const server = startSender(
          failingStore(store, () => true),
          { answer: () => acceptance },
        )
        expect(await server.send(key)).toMatchObject([
          {
            message: expect.stringMatching(
              key === null ? /^Nothing was sent/ : /^This request sent nothing: .* with the same key\.$/,
            ),
            extensions: { code: 'STORE_UNAVAILABLE', retryable: true },
          },
        ])
        expect(server.requests).toEqual([])
      }
    })

    test('are told to those who watch the log of changes', async () => {
      let told = 0
      const stop = await store.changes.subscribe(() => (told += 1))
      const server = startSender(store, { answer: () => acceptance })
      expect(await server.send('k')).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      await expect.poll(() => told).toBeGreaterThan(0)
      stop()
    })

    test('are taken back where the store put them down but could not say so', async () => {
      let isDown = false
      let refusals = 0
      const watched = watchedStore(
        store,
        () => {
          if (isDown && ++refusals > 0) throw new Error('down')
        },
        ([row]) => {
          // The first result is that of the secret behind the digests.
          isDown = refusals === 0 && typeof row === 'object' && row !== null && 'send_id' in row
          if (isDown) throw new Error('cut')
        },
      )
      const server = startSender(watched, { answer: () => acceptance })
      expect(await server.send('k')).toMatchObject([{ extensions: { code: 'STORE_UNAVAILABLE' } }])
      expect([(await listMessages(store)).length, (await listKeys(store)).length]).toEqual([1, 1])
      await expect.poll(() => refusals).toBeGreaterThan(0)
      isDown = false
      await expect.poll(() => listKeys(store)).toEqual([])
      expect(await listMessages(store)).toEqual([])
      expect(await server.send('k')).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      expect(server.requests).toHaveLength(1)
    })

    test('leave the ids of the provider in the log where the store never takes them', async () => {
      let isDown = false
      const server = startSender(
        failingStore(store, () => isDown),
        {
          answer() {
            isDown = true
            return acceptance
          },
        },
      )
      const sent = server.send(null)
      await expect.poll(() => server.logLines.join()).toContain('the store does not take')
      server.runningCalls.giveUp()
      await sent
      await server.runningCalls.settle()
      const lines = server.logLines.filter((line) => line.includes('what became of a send is lost'))
      expect(lines).toMatchObject([expect.stringContaining('"providerMessageIds":["1500100"]')])
      expect(lines.join()).not.toContain(sendInput.to)
    })

    test('are answered although the store fails afterwards, and are put down as soon as it works', async () => {
      let isDown = false
      const server = startSender(
        failingStore(store, () => isDown),
        {
          answer() {
            isDown = true
            return acceptance
          },
        },
      )
      const payload = `mutation ($input: Sms365SmsSendInput!) {
        sms365SmsSend(input: $input, idempotencyKey: "k") { ... on Sms365SmsSendPayload { smsId } }
      }`
      const { data } = await server.run(payload, { input: sendInput })
      expect(data).toEqual({ sms365SmsSend: { smsId: '1500100' } })
      expect(server.logLines.filter((line) => line.includes('the store does not take'))).not.toEqual([])
      isDown = false
      await server.runningCalls.settle()
      expect(await listMessages(store)).toMatchObject([{ status: 'ACCEPTED', provider_message_id: '1500100' }])
      expect(await startSender(store, { answer: lost }).send('k')).toMatchObject({ smsId: '1500100' })
    })
  })
}
