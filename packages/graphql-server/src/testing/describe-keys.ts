import { randomUUID } from 'node:crypto'
import { TransportError } from '@heliograph/core'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../store/open-store.ts'
import { testEnvironment } from './create-test-server.ts'
import { exampleAnswer } from './examples.ts'
import { acceptance, createGate, listKeys, listMessages, refusal, startSender } from './sender.ts'
import { emptyStore } from './test-store.ts'

const lost = () => new TransportError('reset', true, 'the connection broke')

/** What holds of idempotency keys, on whatever database; `open` opens the same one each time, as another process would. */
export const describeKeys = (name: string, open: () => Promise<Store>): void => {
  describe(`requests with one key on ${name}`, () => {
    let store: Store
    let otherStore: Store
    beforeAll(async () => {
      store = await open()
      otherStore = await open()
      await emptyStore(store)
    })
    afterEach(() => emptyStore(store))

    /** As a process leaves them that was killed, once it has given no sign of life for long enough. */
    const endLeases = () =>
      store.db
        .updateTable('idempotency_keys')
        .set({ lease_until: new Date(0) })
        .execute()

    test('get the first answer again, from another process too', async () => {
      const server = startSender(store, { answer: () => acceptance })
      const first = await server.send('k')
      expect(first).toMatchObject({ __typename: 'Sms365SmsSendPayload', smsId: '1500100' })
      expect(await server.send('k', { to: '+30 697 300 0000', from: null })).toEqual(first)
      const other = startSender(otherStore, { answer: lost })
      expect(await other.send('k')).toEqual(first)
      expect([server.requests.length, other.requests.length]).toEqual([1, 0])
    })

    test('are in conflict where input or operation differ, under way or not', async () => {
      const gate = createGate()
      const server = startSender(store, { answer: gate.answer })
      const other = startSender(otherStore, { answer: () => acceptance })
      const first = server.send('k')
      await gate.called
      const conflict = { __typename: 'IdempotencyConflictError', code: 'CONFLICT', retryable: false }
      expect(await server.send('k', { text: 'Another text' })).toMatchObject(conflict)
      expect(await other.send('k', { text: 'Another text' })).toMatchObject(conflict)
      gate.open(acceptance)
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
      const servers = [startSender(store, { answer: gate.answer }), startSender(otherStore, { answer: gate.answer })]
      const sends = Array.from({ length: 50 }, () => servers.map(({ send }) => send('k'))).flat()
      await gate.called
      gate.open(acceptance)
      const answers = await Promise.all(sends)
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
      expect(answers[0]).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      expect(servers.flatMap(({ requests }) => requests)).toHaveLength(1)
      expect(await listMessages(store)).toHaveLength(1)
    })

    test('wait for the one that is under way in another process', async () => {
      const gate = createGate()
      const server = startSender(store, { answer: gate.answer })
      const first = server.send('k')
      await gate.called
      const other = startSender(otherStore, { answer: lost })
      const second = other.send('k')
      // The other one asks the store while nothing is known.
      await expect(Promise.race([second, new Promise((resolve) => setTimeout(resolve, 150, 'waits'))])).resolves.toBe(
        'waits',
      )
      gate.open(acceptance)
      expect(await second).toEqual(await first)
      expect(other.requests).toEqual([])
    })

    test('are sent by a waiter where the first one was refused', async () => {
      const gate = createGate()
      const server = startSender(store, { answer: gate.answer })
      const first = server.send('k')
      await gate.called
      const other = startSender(otherStore, { answer: () => acceptance })
      const second = other.send('k')
      gate.open(refusal)
      expect(await first).toMatchObject({ __typename: 'InsufficientCreditError' })
      expect(await second).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
    })

    test('are told to ask again where the server stops meanwhile', async () => {
      const gate = createGate()
      const first = startSender(store, { answer: gate.answer }).send('k')
      await gate.called
      const other = startSender(otherStore, { answer: lost })
      const second = other.send('k')
      other.runningCalls.giveUp()
      expect(await second).toMatchObject({
        __typename: 'OutcomeUnknownError',
        retryable: true,
        message: expect.stringContaining('Ask again with the same key'),
      })
      gate.open(acceptance)
      await first
    })

    test('are unknown after a crash, are not sent again, and learn a late answer', async () => {
      const gate = createGate()
      const crashing = startSender(store, { answer: gate.answer })
      const first = crashing.send('k')
      await gate.called
      await endLeases()
      const other = startSender(otherStore, { answer: () => acceptance })
      const unknown = { __typename: 'OutcomeUnknownError', code: 'CANCELLED', retryable: false }
      expect(await other.send('k')).toMatchObject(unknown)
      expect(await other.send('k')).toMatchObject(unknown)
      gate.open(acceptance)
      const late = await first
      expect(late).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      expect(await other.send('k')).toEqual(late)
      expect(other.requests).toEqual([])
    })

    test('give signs of life while they are under way, and none for a key that another has taken over', async () => {
      const gate = createGate()
      const server = startSender(store, { answer: gate.answer, leaseMs: 300 })
      const answers = ['a', 'b', 'c'].map((key) => server.send(key))
      await expect.poll(() => server.requests.length).toBe(3)
      await store.db.updateTable('idempotency_keys').set({ send_id: randomUUID() }).where('key', '=', 'b').execute()
      await endLeases()
      const listRenewed = async () =>
        (await listKeys(store))
          .filter(({ lease_until }) => lease_until.getTime() > 0)
          .map(({ key }) => key)
          .toSorted()
      await expect.poll(listRenewed).toEqual(['a', 'c'])
      gate.open(acceptance)
      await Promise.all(answers)
    })

    test('of two callers never meet', async () => {
      const env = {
        ...testEnvironment,
        API_TOKENS: `one:send+read:${'a'.repeat(40)},two:send+read:${'b'.repeat(40)}`,
      }
      const server = startSender(store, { answer: () => acceptance, env })
      for (const token of ['a', 'b', 'a']) {
        await server.send('k', {}, { authorization: `Bearer ${token.repeat(40)}` })
      }
      expect(server.requests).toHaveLength(2)
      expect((await listKeys(store)).map(({ owner }) => owner).toSorted()).toEqual(['one', 'two'])
    })

    test('are new once the key has expired', async () => {
      const server = startSender(store, { answer: () => acceptance })
      await server.send('k')
      await sql`update heliograph.idempotency_keys set expires_at = now(), lease_until = now()`.execute(store.db)
      expect(await server.send('k', { text: 'Another text' })).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
      expect(server.requests).toHaveLength(2)
    })

    test('do not keep a secret: the key tells only that it succeeded', async () => {
      const gate = createGate()
      const server = startSender(store, { answer: gate.answer })
      const reset = `mutation { sms365KeyReset(idempotencyKey: "k") {
        __typename ... on Sms365KeyResetPayload { key } ... on OperationError { message }
      } }`
      const both = Promise.all([server.run(reset), server.run(reset)])
      await gate.called
      gate.open(exampleAnswer('sms365.key.reset'))
      const [{ data }, waiting] = await both
      expect(waiting.data).toEqual(data)
      const payload = data?.['sms365KeyReset'] as { readonly key: string } | undefined
      const secret = payload?.key ?? ''
      expect(secret).toMatch(/\w{6}/)
      const again = await server.run(reset)
      expect(again.data?.['sms365KeyReset']).toMatchObject({
        __typename: 'IdempotencyConflictError',
        message: expect.stringContaining('succeeded'),
      })
      expect(server.requests).toHaveLength(1)
      expect(JSON.stringify(await listKeys(store))).not.toContain(secret)
    })

    test('may take it from the header where the document has one such field, and are refused where it is not clear', async () => {
      const server = startSender(store, { answer: () => acceptance })
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
