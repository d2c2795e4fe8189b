import { type HttpRequest, type HttpResponse, proxstop, type Runtime, TransportError } from '@heliograph/core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectProviders } from '../provider-connections.ts'
import { parseSettings } from '../settings.ts'
import { testEnvironment } from './create-test-server.ts'
import { insertMessage, readMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'
import { giveUpAfterMs } from '../jobs/poll-schedule.ts'
import { pollAccount } from '../jobs/poll-account.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of poll account, on a database of the caller's. */
export const describePollAccount = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })

    beforeEach(() => emptyStore(store))

    const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000)

    const insertDue = (reference: string, message: Parameters<typeof insertMessage>[1] = {}) =>
      insertMessage(store, {
        provider: 'proxstop',
        operation: 'proxstop.telephone.sms',
        provider_message_id: reference,
        status: 'ACCEPTED',
        accepted_at: secondsAgo(1),
        next_poll_at: secondsAgo(1),
        ...message,
      })

    type Answer = string | Error

    const delivered = '<response><status>203</status></response>'
    const underWay = '<response><status>103</status></response>'
    const unknownReference =
      '<failed><error_code>INVALID_TELEREFERENCE</error_code><error_msg>unknown</error_msg></failed>'

    /** Asks ProxStop, which answers by the reference. Waits take no time, and are listed. */
    const poll = async (answerTo: (reference: string) => Answer | Promise<Answer>, callsPerSecond = 1_000) => {
      const asked: string[] = []
      const pauses: number[] = []
      const transport = {
        async send({ body }: HttpRequest): Promise<HttpResponse> {
          const reference = new URLSearchParams(body).get('referenceid') ?? ''
          asked.push(reference)
          const answer = await answerTo(reference)
          if (answer instanceof Error) throw answer
          return { status: 200, headers: {}, body: new TextEncoder().encode(answer) }
        },
      }
      let waitedMs = 0
      const startedAt = Date.now()
      const runtime: Runtime = {
        now: () => startedAt + waitedMs,
        random: () => 0.5,
        async sleep(ms) {
          pauses.push(ms)
          waitedMs += ms
        },
      }
      const connection = connectProviders(parseSettings(testEnvironment).providers, transport, () => {}, runtime)[
        'proxstop'
      ]
      if (!connection) throw new Error('no connection')
      const run = pollAccount({
        db: store.db,
        provider: proxstop,
        connection: { ...connection, retry: { maxAttempts: 1, baseDelayMs: 1, maxDelayMs: 1 } },
        callsPerSecond,
        signal: new AbortController().signal,
      })
      const error = await run.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      return { asked, pauses, error }
    }

    const hex = (digit: string) => digit.repeat(32)

    describe('pollAccount', () => {
      it('asks about what is due and no more, and stores the answer with its entry in the log', async () => {
        const message = await insertDue(hex('A'))
        await insertDue(hex('B'), { next_poll_at: new Date(Date.now() + 60_000) })
        await insertDue(hex('C'), { provider: 'netoxygen' })
        const { asked, error } = await poll(() => delivered)
        expect(error).toBeUndefined()
        expect(asked).toEqual([hex('A')])
        expect(await readMessage(store, message.id)).toMatchObject({
          status: 'DELIVERED',
          status_raw: '203',
          next_poll_at: null,
          polls: 1,
        })
        const changes = await store.db.selectFrom('message_changes').selectAll().execute()
        expect(changes).toMatchObject([{ message_id: message.id, status: 'DELIVERED', source: 'poll' }])
      })

      it('asks again later about what is still open', async () => {
        const { id } = await insertDue(hex('A'), { polls: 2 })
        await poll(() => underWay)
        const { status, polls, next_poll_at } = await readMessage(store, id)
        expect({ status, polls }).toEqual({ status: 'SENT', polls: 3 })
        expect(next_poll_at?.getTime()).toBeGreaterThan(Date.now() + 50_000)
      })

      it('gives a message up that is open for too long, and leaves its status as it is', async () => {
        const accepted_at = new Date(Date.now() - giveUpAfterMs - 1_000)
        const { id } = await insertDue(hex('A'), { accepted_at, status: 'SENT', polls: 80 })
        await poll(() => underWay)
        expect(await readMessage(store, id)).toMatchObject({ status: 'SENT', final_at: null, next_poll_at: null })
      })

      it('goes on behind a message that the provider does not know', async () => {
        const unknown = await insertDue(hex('A'), { next_poll_at: secondsAgo(5) })
        const known = await insertDue(hex('B'))
        const { asked, error } = await poll((reference) => (reference === hex('A') ? unknownReference : delivered))
        expect(error).toBeUndefined()
        expect(asked).toEqual([hex('A'), hex('B')])
        expect(await readMessage(store, unknown.id)).toMatchObject({ status: 'ACCEPTED', polls: 1 })
        expect(await readMessage(store, known.id)).toMatchObject({ status: 'DELIVERED' })
      })

      it('keeps messages due while the provider is down', async () => {
        const { id } = await insertDue(hex('A'))
        const { asked, error } = await poll(() => new TransportError('refused', false, 'nobody listens'))
        expect(asked).toHaveLength(1)
        expect(error).toMatchObject({ kind: 'unavailable' })
        const { polls, next_poll_at } = await readMessage(store, id)
        expect(polls).toBe(0)
        expect(next_poll_at?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000)
      })

      it('does not let one answer that cannot be read hold up all others', async () => {
        await insertDue(hex('A'), { next_poll_at: secondsAgo(5) })
        const other = await insertDue(hex('B'))
        const answer = (reference: string) => (reference === hex('A') ? '<response><state/></response>' : delivered)
        expect((await poll(answer)).error).toMatchObject({ kind: 'unexpected-reply' })
        expect((await poll(answer)).asked).toEqual([hex('B')])
        expect(await readMessage(store, other.id)).toMatchObject({ status: 'DELIVERED' })
      })

      it('does not touch a message that was reported meanwhile', async () => {
        const { id } = await insertDue(hex('A'))
        const final_at = new Date()
        await poll(async () => {
          const reported = { status: 'FAILED', final_at, next_poll_at: null } as const
          await store.db.updateTable('messages').set(reported).where('id', '=', id).execute()
          return underWay
        })
        expect(await readMessage(store, id)).toMatchObject({ status: 'FAILED', next_poll_at: null })
      })

      it('asks no more often than it may', async () => {
        await Promise.all(['A', 'B', 'C'].map((digit) => insertDue(hex(digit))))
        const { asked, pauses } = await poll(() => delivered, 4)
        expect(asked).toHaveLength(3)
        expect(pauses).toEqual([250, 250, 250])
      })
    })
  })
}
