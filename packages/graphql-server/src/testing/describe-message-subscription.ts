import type { GraphQLObjectType } from 'graphql'
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseApiTokens } from '../access/api-tokens.ts'
import { createSchema } from '../create-graphql-server.ts'
import { createMessageId } from '../sending/message-id.ts'
import { readEventStream } from '../sockets/read-event-stream.ts'
import { createTestServer, testEnvironment, type TestServerOptions } from './create-test-server.ts'
import { failingStore, watchedStore } from './failing-store.ts'
import { insertMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'
import { applyReports } from '../delivery/apply-reports.ts'
import type { Store } from '../store/open-store.ts'

/** What messageUpdated tells, over any store. */
export const describeMessageSubscription = (database: string, open: () => Promise<Store>): void => {
  describe(`subscriptions on ${database}`, () => {
    let store: Store

    beforeAll(async () => {
      store = await open()
      await emptyStore(store)
    })
    afterEach(() => emptyStore(store))

    const token = 'app-token-0123456789abcdef'
    const apiTokens = `app:read:${token},chief:admin:chief-${token},sender:send:sender-${token}`
    let server: ReturnType<typeof createTestServer>
    beforeAll(() => {
      server = createTestServer({ store, env: { ...testEnvironment, API_TOKENS: apiTokens } })
    })

    interface Event {
      readonly data?: {
        readonly messageUpdated: {
          readonly cursor: string
          readonly change: { readonly status: string }
          readonly message: { readonly id: string }
        }
      } | null
      readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
    }

    /** Subscribes over SSE. */
    const subscribe = async (variables: object = {}, bearer = token) => {
      const controller = new AbortController()
      const response = await server.fetch('http://localhost/graphql', {
        method: 'POST',
        signal: controller.signal,
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${bearer}` },
        body: JSON.stringify({
          query: `subscription ($id: ID, $provider: Provider, $status: MessageStatus, $since: String) {
        messageUpdated(id: $id, provider: $provider, status: $status, since: $since) {
          cursor change { status } message { id status }
        }
      }`,
          variables,
        }),
      })
      const events = readEventStream(response.body as unknown as AsyncIterable<Uint8Array>) as AsyncGenerator<
        Event,
        void
      >
      return {
        async next() {
          const { value } = await events.next()
          return value as Event | undefined
        },
        async take(count: number) {
          const taken: NonNullable<Event['data']>['messageUpdated'][] = []
          while (taken.length < count) {
            const event = await this.next()
            if (!event?.data) throw new Error(`No event: ${JSON.stringify(event)}`)
            taken.push(event.data.messageUpdated)
          }
          return taken
        },
        end: () => controller.abort(),
      }
    }

    const insert = (owner = 'app', provider = 'sms365') =>
      insertMessage(store, { id: createMessageId(), owner, provider })

    const report = (messageId: string, status: 'ACCEPTED' | 'SENT' | 'DELIVERED' | 'FAILED', at = new Date()) =>
      applyReports(store.db, [
        { messageId, status, statusRaw: null, cost: null, providerMessageId: null, source: 'callback', at },
      ])

    test('changes of the caller’s messages come as they happen, and those of nobody else', async () => {
      const own = await insert()
      const foreign = await insert('other')
      const subscription = await subscribe()
      const next = subscription.take(1)
      await report(foreign.id, 'SENT')
      await report(own.id, 'DELIVERED')
      expect(await next).toEqual([
        { cursor: expect.any(String), change: { status: 'DELIVERED' }, message: { id: own.id, status: 'DELIVERED' } },
      ])
      subscription.end()
    })

    test('a caller with admin hears of the messages of all', async () => {
      const foreign = await insert('other')
      const subscription = await subscribe({}, `chief-${token}`)
      const next = subscription.take(1)
      await report(foreign.id, 'SENT')
      expect(await next).toMatchObject([{ message: { id: foreign.id } }])
      subscription.end()
    })

    test('nothing is heard again that was deleted since, though the log is empty then', async () => {
      const usual = server
      onTestFinished(() => void (server = usual))
      let headsRead = 0
      const watched = watchedStore(
        store,
        () => {},
        (rows) => (headsRead += rows.some((row) => 'head' in (row as object)) ? 1 : 0),
      )
      server = createTestServer({ store: watched, env: { ...testEnvironment, API_TOKENS: apiTokens } })
      const [early, old] = [await subscribe(), await insert()]
      const heard = early.take(1)
      // For the subscription, and for what the server remembers from then on.
      await expect.poll(() => headsRead).toBe(2)
      await report(old.id, 'SENT')
      expect(await heard).toMatchObject([{ message: { id: old.id } }])
      await emptyStore(store)
      const late = [await subscribe(), await subscribe({ since: new Date(Date.now() + 3_600_000).toISOString() })]
      const next = late.map((subscription) => subscription.take(1))
      const { id } = await insert()
      await report(id, 'SENT')
      expect(await Promise.all(next)).toMatchObject([[{ message: { id } }], [{ message: { id } }]])
      for (const subscription of [early, ...late]) subscription.end()
    })

    describe('a client that was away', () => {
      test('goes on behind the cursor that it has seen last', async () => {
        const { id } = await insert()
        const early = await subscribe()
        const seen = early.take(1)
        await report(id, 'ACCEPTED')
        const [first] = await seen
        early.end()
        await report(id, 'SENT')
        const late = await subscribe({ since: first?.cursor })
        const missed = late.take(2)
        await report(id, 'DELIVERED')
        expect((await missed).map(({ change }) => change.status)).toEqual(['SENT', 'DELIVERED'])
        late.end()
      })

      test('or at an instant', async () => {
        const { id } = await insert()
        await report(id, 'ACCEPTED', new Date('2030-01-01T00:00:00Z'))
        await report(id, 'SENT', new Date('2030-01-02T00:00:00Z'))
        const subscription = await subscribe({ since: '2030-01-02T01:00:00+01:00' })
        expect((await subscription.take(1)).map(({ change }) => change.status)).toEqual(['SENT'])
        subscription.end()
      })

      test.each([
        ['x', 'since, if it is not an instant, must be a cursor that this server gave out.'],
        ['2030-02-31T99:00:00Z', 'since is no instant of the calendar.'],
        [Buffer.from('change:999999999999').toString('base64url'), 'since is a cursor of another server.'],
      ])('is told that %s is no place to go on from', async (since, message) => {
        expect(await (await subscribe({ since })).next()).toMatchObject({
          errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
        })
      })
    })

    test('a filter lets through one message, one provider, one status', async () => {
      const one = await insert()
      const other = await insert('app', 'netoxygen')
      const byId = await subscribe({ id: one.id.toUpperCase() })
      const byProvider = await subscribe({ provider: 'NETOXYGEN' })
      const byStatus = await subscribe({ status: 'FAILED' })
      const next = Promise.all([byId.take(1), byProvider.take(1), byStatus.take(1)])
      await report(other.id, 'SENT')
      await report(one.id, 'SENT')
      await report(one.id, 'FAILED')
      expect((await next).map(([event]) => [event?.message.id, event?.change.status])).toEqual([
        [one.id, 'SENT'],
        [other.id, 'SENT'],
        [one.id, 'FAILED'],
      ])
      for (const subscription of [byId, byProvider, byStatus]) subscription.end()
    })

    test('a message that is not there, or not the caller’s, cannot be watched', async () => {
      const foreign = await insert('other')
      for (const id of [foreign.id, createMessageId(), 'x']) {
        expect(await (await subscribe({ id })).next()).toMatchObject({
          errors: [{ extensions: { code: 'NOT_FOUND' } }],
        })
      }
    })

    test('nothing more is heard once the token has been taken away, and others hear on', async () => {
      const own = await insert()
      const kept = parseApiTokens(`chief:admin:chief-${token}`, 'API_TOKENS', [])
      const all = parseApiTokens(apiTokens, 'API_TOKENS', [])
      const [gone, staying] = [await subscribe(), await subscribe({}, `chief-${token}`)]
      const heard = Promise.all([gone.take(1), staying.take(1)])
      await report(own.id, 'ACCEPTED')
      await heard
      server.authenticator.replaceTokens(kept)
      onTestFinished(() => server.authenticator.replaceTokens(all))
      const next = Promise.all([gone.next(), staying.take(1)])
      await report(own.id, 'DELIVERED')
      const [refusal, [news]] = await next
      expect(refusal).toMatchObject({ data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
      expect(JSON.stringify(refusal)).not.toContain(own.id)
      expect(news?.change.status).toBe('DELIVERED')
      expect(await gone.next()).toBeUndefined()
      staying.end()
    })

    test('without the scope read nothing is heard', async () => {
      expect(await (await subscribe({}, `sender-${token}`)).next()).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      })
    })

    test('what nobody foresaw is masked here too, before the first event and in each, and names the request', async () => {
      const { id } = await insert('local')
      const schema = createSchema()
      const field = (schema.getType('Message') as GraphQLObjectType).getFields()['kind']
      if (!field) throw new Error('Message has no kind')
      field.resolve = () => {
        throw new RangeError('geheim')
      }
      const subscribeTo = async (options: TestServerOptions) => {
        const local = createTestServer(options)
        const response = await local.fetch('http://localhost/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-request-id': 'request-0001' },
          body: JSON.stringify({ query: 'subscription { messageUpdated { cursor message { kind } } }' }),
        })
        return { ...local, events: readEventStream(response.body as unknown as AsyncIterable<Uint8Array>) }
      }
      const masked = {
        errors: [
          {
            message: 'Unexpected error. The log of the server has more under its request id.',
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
          },
        ],
      }
      const broken = await subscribeTo({ store: failingStore(store, () => true, new RangeError('geheim')) })
      expect((await broken.events.next()).value).toMatchObject(masked)
      const { events, logLines } = await subscribeTo({ store, schema })
      const next = events.next()
      await report(id, 'SENT')
      expect((await next).value).toMatchObject(masked)
      expect(logLines.filter((line) => line.includes('unexpected error') && line.includes('RangeError'))).toHaveLength(
        1,
      )
      expect(logLines.join()).not.toContain('geheim')
    })
  })
}
