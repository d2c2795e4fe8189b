import { randomUUID } from 'node:crypto'
import { TransportError } from '@heliograph/core'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applyReports } from '../delivery/apply-reports.ts'
import type { Store } from '../store/open-store.ts'
import { createTestServer, testEnvironment, type TestAnswer, type TestServerOptions } from './create-test-server.ts'
import { exampleAnswer } from './examples.ts'
import { emptyStore } from './test-store.ts'

const document = `mutation ($input: Sms365SmsSendInput!, $key: String) {
  sms365SmsSend(input: $input, idempotencyKey: $key) {
    __typename
    ... on Sms365SmsSendPayload { smsId cost sentMessages { id } }
    ... on OperationError { code message retryable }
    ... on InvalidInputError { fieldErrors { path } }
  }
}`
const bulk = `mutation {
  sms365SmsBulk(input: { to: ["306971234567", "306940000000", "306999999999"], text: "We open at nine" }) { __typename }
}`
const input = { to: '306973000000', text: 'Your table is booked' }
const sent = exampleAnswer('sms365.sms.send')
const refused = '{"status":"0","error":"105","remarks":"No"}'
const lost = () => new TransportError('reset', true, 'the connection broke')

/** An answer that waits until it is told to come. */
const createGate = () => {
  const called = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<TestAnswer>()
  return {
    answer: () => {
      called.resolve()
      return opened.promise
    },
    called: called.promise,
    open: opened.resolve,
  }
}

/**
 * What holds of sends and their keys, on whatever database. `open` opens the same database each time, as another process
 * would; `testStore` closes what it has to.
 */
export const describeSends = (name: string, open: () => Promise<Store>): void => {
  describe(`sends on ${name}`, () => {
    let store: Store
    let otherStore: Store
    beforeAll(async () => {
      store = await open()
      otherStore = await open()
      await emptyStore(store)
    }, 60_000)
    afterEach(() => emptyStore(store))

    const start = (options: TestServerOptions = {}) => {
      const server = createTestServer({ store, ...options })
      const send = async (key?: string | null, changes: object = {}, headers: Record<string, string> = {}) => {
        const { data, errors } = await server.run(document, { input: { ...input, ...changes }, key }, headers)
        return (data?.['sms365SmsSend'] ?? errors) as Readonly<Record<string, unknown>>
      }
      return { ...server, send }
    }
    const startOther = (options: TestServerOptions = {}) => start({ store: otherStore, ...options })
    const listMessages = () => store.db.selectFrom('messages').selectAll().orderBy('id').execute()
    const listKeys = () => store.db.selectFrom('idempotency_keys').selectAll().execute()
    const listChanges = () => store.db.selectFrom('message_changes').selectAll().orderBy('seq').execute()
    /** As a process leaves them that was killed, once it has given no sign of life for long enough. */
    const endLeases = () =>
      store.db
        .updateTable('idempotency_keys')
        .set({ lease_until: new Date(0) })
        .execute()

    test('are in the store before the request is on the wire, and hold what the answer says afterwards', async () => {
      const before: unknown[] = []
      const { send } = start({
        async answer() {
          before.push(...(await listMessages()))
          return sent
        },
      })
      const sendAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000)
      const { sentMessages } = await send('booking-1', { sendAt })
      const [message, ...others] = await listMessages()
      expect(others).toEqual([])
      const planned = {
        id: message?.id,
        provider: 'sms365',
        operation: 'sms365.sms.send',
        recipient: input.to,
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
      expect(await listChanges()).toMatchObject([{ message_id: message?.id, status: 'SCHEDULED', source: 'send' }])
    })

    test('keep a text only where that is wanted', async () => {
      const { send } = start({ answer: () => sent, env: { ...testEnvironment, STORE_TEXTS: 'true' } })
      await send(null, { text: 'A\ud800' })
      await send(null)
      expect((await listMessages()).map(({ text }) => text)).toContain(input.text)
    })

    test('leave no row of a recipient that was refused', async () => {
      const server = start({ answer: () => exampleAnswer('sms365.sms.bulk') })
      await server.run(bulk)
      expect(await listMessages()).toMatchObject([
        { recipient: '306971234567', provider_message_id: '1500102', status: 'ACCEPTED' },
        { recipient: '306940000000', provider_message_id: '1500103', status: 'ACCEPTED' },
      ])
    })

    test('leave rows that say UNKNOWN where the answer is lost, and never send again with their key', async () => {
      const server = start({ answer: lost })
      const first = await server.send('k')
      expect(first).toMatchObject({ __typename: 'OutcomeUnknownError', code: 'NETWORK' })
      expect(await server.send('k')).toEqual(first)
      expect(server.requests).toHaveLength(1)
      expect(await listMessages()).toMatchObject([{ status: 'UNKNOWN', accepted_at: null, idempotency_key: 'k' }])
      expect(await listChanges()).toEqual([])
    })

    test('leave no row and free the key where the provider refused', async () => {
      const answers = [refused, sent]
      const server = start({ answer: () => answers.shift() ?? lost() })
      expect(await server.send('k')).toMatchObject({ __typename: 'InsufficientCreditError' })
      expect([await listMessages(), await listKeys()]).toEqual([[], []])
      expect(await server.send('k')).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      expect(server.requests).toHaveLength(2)
    })

    test('never regress a report that came before the answer', async () => {
      const { send } = start({
        async answer() {
          const [message] = await listMessages()
          const report = { status: 'DELIVERED', statusRaw: 'd', cost: null, providerMessageId: null } as const
          await applyReports(store.db, [
            { ...report, messageId: message?.id ?? '', source: 'callback', at: new Date() },
          ])
          return sent
        },
      })
      await send('k')
      expect(await listMessages()).toMatchObject([
        {
          status: 'DELIVERED',
          status_raw: 'd',
          provider_message_id: '1500100',
          cost: '1',
          next_poll_at: null,
          send_id: null,
        },
      ])
      expect(await listChanges()).toMatchObject([{ status: 'DELIVERED', source: 'callback' }])
    })

    test('claim nothing where the input is invalid', async () => {
      const server = start({ answer: () => sent })
      expect(await server.send('k', { to: 'nobody' })).toMatchObject({ __typename: 'InvalidInputError' })
      expect([await listMessages(), await listKeys()]).toEqual([[], []])
      expect(await server.send('k')).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
    })

    test('are not made where the store does not answer, and say so', async () => {
      const db = store.db.withPlugin({
        transformQuery: () => {
          throw new Error('down')
        },
        transformResult: ({ result }) => Promise.resolve(result),
      })
      for (const key of [null, 'k']) {
        const server = start({ answer: () => sent, store: { ...store, db } })
        expect(await server.send(key)).toMatchObject([
          {
            message: expect.stringMatching(/^Nothing was sent/),
            extensions: { code: 'STORE_UNAVAILABLE', retryable: true },
          },
        ])
        expect(server.requests).toEqual([])
      }
    })

    test('are answered although the store fails afterwards, and are put down as soon as it works', async () => {
      let isDown = false
      const db = store.db.withPlugin({
        transformQuery({ node }) {
          if (isDown) throw new Error('down')
          return node
        },
        transformResult: ({ result }) => Promise.resolve(result),
      })
      const server = start({
        answer() {
          isDown = true
          return sent
        },
        store: { ...store, db },
      })
      const payload = `mutation ($input: Sms365SmsSendInput!) {
        sms365SmsSend(input: $input, idempotencyKey: "k") { ... on Sms365SmsSendPayload { smsId } }
      }`
      const { data } = await server.run(payload, { input })
      expect(data).toEqual({ sms365SmsSend: { smsId: '1500100' } })
      expect(server.logLines.filter((line) => line.includes('the store does not take'))).not.toEqual([])
      isDown = false
      await server.runningCalls.settle()
      expect(await listMessages()).toMatchObject([{ status: 'ACCEPTED', provider_message_id: '1500100' }])
      expect(await start({ answer: lost }).send('k')).toMatchObject({ smsId: '1500100' })
    })

    describe('with one key', () => {
      test('get the first answer again, from another process too', async () => {
        const server = start({ answer: () => sent })
        const first = await server.send('k')
        expect(first).toMatchObject({ __typename: 'Sms365SmsSendPayload', smsId: '1500100' })
        expect(await server.send('k', { to: '+30 697 300 0000', from: null })).toEqual(first)
        const other = startOther({ answer: lost })
        expect(await other.send('k')).toEqual(first)
        expect([server.requests.length, other.requests.length]).toEqual([1, 0])
      })

      test('are in conflict where input or operation differ, under way or not', async () => {
        const gate = createGate()
        const server = start({ answer: gate.answer })
        const other = startOther({ answer: () => sent })
        const first = server.send('k')
        await gate.called
        const conflict = { __typename: 'IdempotencyConflictError', code: 'CONFLICT', retryable: false }
        expect(await server.send('k', { text: 'Another text' })).toMatchObject(conflict)
        expect(await other.send('k', { text: 'Another text' })).toMatchObject(conflict)
        gate.open(sent)
        await first
        expect(await other.send('k', { to: '306973000001' })).toMatchObject(conflict)
        const { data } = await other.run(
          'mutation { sms365HlrLookup(input: { mobile: "306973000000" }, idempotencyKey: "k") { __typename } }',
        )
        expect(data).toEqual({ sms365HlrLookup: { __typename: 'IdempotencyConflictError' } })
        expect([server.requests.length, other.requests.length]).toEqual([1, 0])
      })

      test('make one call, however many come at once and to whichever process', async () => {
        const gate = createGate()
        const servers = [start({ answer: gate.answer }), startOther({ answer: gate.answer })]
        const sends = Array.from({ length: 100 }, (_, index) => servers[index % 2]?.send('k'))
        await gate.called
        gate.open(sent)
        const answers = await Promise.all(sends)
        expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
        expect(answers[0]).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
        expect(servers.flatMap(({ requests }) => requests)).toHaveLength(1)
        expect(await listMessages()).toHaveLength(1)
      })

      test('wait for the one that is under way in another process', async () => {
        const gate = createGate()
        const server = start({ answer: gate.answer })
        const first = server.send('k')
        await gate.called
        const other = startOther({ answer: lost })
        const second = other.send('k')
        // The other one asks the store while nothing is known.
        await expect(Promise.race([second, new Promise((resolve) => setTimeout(resolve, 150, 'waits'))])).resolves.toBe(
          'waits',
        )
        gate.open(sent)
        expect(await second).toEqual(await first)
        expect(other.requests).toEqual([])
      })

      test('are sent by a waiter where the first one was refused', async () => {
        const gate = createGate()
        const server = start({ answer: gate.answer })
        const first = server.send('k')
        await gate.called
        const other = startOther({ answer: () => sent })
        const second = other.send('k')
        gate.open(refused)
        expect(await first).toMatchObject({ __typename: 'InsufficientCreditError' })
        expect(await second).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      })

      test('are told to ask again where the server stops meanwhile', async () => {
        const gate = createGate()
        const first = start({ answer: gate.answer }).send('k')
        await gate.called
        const other = startOther({ answer: lost })
        const second = other.send('k')
        other.runningCalls.giveUp()
        expect(await second).toMatchObject({
          __typename: 'OutcomeUnknownError',
          retryable: true,
          message: expect.stringContaining('Ask again with the same key'),
        })
        gate.open(sent)
        await first
      })

      test('are unknown after a crash, are not sent again, and learn a late answer', async () => {
        const gate = createGate()
        const crashing = start({ answer: gate.answer })
        const first = crashing.send('k')
        await gate.called
        await endLeases()
        const other = startOther({ answer: () => sent })
        const unknown = { __typename: 'OutcomeUnknownError', code: 'CANCELLED', retryable: false }
        expect(await other.send('k')).toMatchObject(unknown)
        expect(await other.send('k')).toMatchObject(unknown)
        gate.open(sent)
        const late = await first
        expect(late).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
        expect(await other.send('k')).toEqual(late)
        expect(other.requests).toEqual([])
      })

      test('give signs of life while they are under way', async () => {
        const gate = createGate()
        const server = start({ answer: gate.answer, leaseMs: 300 })
        const first = server.send('k')
        await gate.called
        await endLeases()
        await expect
          .poll(async () => (await listKeys())[0]?.lease_until.getTime(), { timeout: 5_000, interval: 20 })
          .toBeGreaterThan(0)
        gate.open(sent)
        await first
      })

      test('of two callers never meet', async () => {
        const env = {
          ...testEnvironment,
          API_TOKENS: `one:send+read:${'a'.repeat(40)},two:send+read:${'b'.repeat(40)}`,
        }
        const server = start({ answer: () => sent, env })
        for (const token of ['a', 'b', 'a']) {
          await server.send('k', {}, { authorization: `Bearer ${token.repeat(40)}` })
        }
        expect(server.requests).toHaveLength(2)
        expect((await listKeys()).map(({ owner }) => owner).toSorted()).toEqual(['one', 'two'])
      })

      test('are new once the key has expired', async () => {
        const server = start({ answer: () => sent })
        await server.send('k')
        await sql`update heliograph.idempotency_keys set expires_at = now(), lease_until = now()`.execute(store.db)
        expect(await server.send('k', { text: 'Another text' })).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
        expect(server.requests).toHaveLength(2)
      })

      test('do not keep a secret: the key tells only that it succeeded', async () => {
        const server = start({ answer: () => exampleAnswer('sms365.key.reset') })
        const reset = `mutation { sms365KeyReset(idempotencyKey: "k") {
          __typename ... on Sms365KeyResetPayload { key } ... on OperationError { message }
        } }`
        const { data } = await server.run(reset)
        const secret = (data?.['sms365KeyReset'] as { readonly key: string }).key
        expect(secret).toMatch(/\w{6}/)
        const again = await server.run(reset)
        expect(again.data?.['sms365KeyReset']).toMatchObject({
          __typename: 'IdempotencyConflictError',
          message: expect.stringContaining('succeeded'),
        })
        expect(server.requests).toHaveLength(1)
        expect(JSON.stringify(await listKeys())).not.toContain(secret)
      })
    })

    test('take the key from the header of a document with one such field, and refuse what is not clear', async () => {
      const server = start({ answer: () => sent })
      const key = randomUUID()
      const first = await server.send(null, {}, { 'idempotency-key': key })
      expect(await server.send(key)).toEqual(first)
      expect(await server.send(key, {}, { 'idempotency-key': key })).toEqual(first)
      const wrong = { __typename: 'InvalidInputError', fieldErrors: [{ path: 'idempotencyKey' }] }
      expect(await server.send('another', {}, { 'idempotency-key': key })).toMatchObject(wrong)
      for (const bad of ['', ' k', 'k ', 'ключ', 'a\u0007', 'x'.repeat(256)]) {
        expect(await server.send(bad)).toMatchObject(wrong)
      }
      const two = `mutation { ...sends } fragment sends on Mutation {
        one: sms365SmsSend(input: { to: "301", text: "a" }) { __typename }
        two: sms365SmsSend(input: { to: "302", text: "a" }) { __typename }
      }`
      const { data } = await server.run(two, {}, { 'idempotency-key': 'k' })
      expect(data).toEqual({ one: { __typename: 'InvalidInputError' }, two: { __typename: 'InvalidInputError' } })
      expect(server.requests).toHaveLength(1)
    })
  })
}
