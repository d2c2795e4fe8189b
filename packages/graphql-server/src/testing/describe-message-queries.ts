import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createMessageId } from '../sending/message-id.ts'
import type { MessagesTable } from '../store/tables.ts'
import { createTestServer, testEnvironment } from './create-test-server.ts'
import { acceptance, startSender } from './sender.ts'
import { insertMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'
import { applyReports } from '../delivery/apply-reports.ts'
import type { Store } from '../store/open-store.ts'

/** What message and messages answer, over any store. */
export const describeMessageQueries = (database: string, open: () => Promise<Store>): void => {
  describe(`messages on ${database}`, () => {
    let store: Store

    beforeAll(async () => {
      store = await open()
      await emptyStore(store)
    })
    afterEach(() => emptyStore(store))

    const insert = (message: Partial<Insertable<MessagesTable>> = {}) =>
      insertMessage(store, { id: createMessageId(), ...message })

    const tokens = {
      app: 'app-token-0123456789abcdef',
      other: 'other-token-0123456789abcdef',
      chief: 'chief-token-0123456789abcdef',
      sender: 'sender-token-0123456789abcdef',
    }
    const apiTokens = `app:read:${tokens.app},other:read:${tokens.other},chief:admin:${tokens.chief},sender:send:${tokens.sender}`
    let server: ReturnType<typeof createTestServer>
    beforeAll(() => {
      server = createTestServer({ store, env: { ...testEnvironment, API_TOKENS: apiTokens } })
    })
    const ask = (name: keyof typeof tokens, query: string, variables?: object) =>
      server.run(query, variables, { authorization: `Bearer ${tokens[name]}` })

    interface Page {
      readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    }

    const list = async (name: keyof typeof tokens, variables: object = {}) => {
      const { data, errors } = await ask(
        name,
        `query ($filter: MessageFilter, $first: Int, $after: String) {
      messages(filter: $filter, first: $first, after: $after) {
        edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`,
        variables,
      )
      expect(errors).toBeUndefined()
      const page = data?.['messages'] as Page
      return { ...page, ids: page.edges.map(({ node }) => node.id) }
    }

    test('a message tells all that is known of it, and its steps', async () => {
      const { id } = await insert({ owner: 'app', idempotency_key: 'order-1', text: 'Hello' })
      const at = new Date('2030-01-31T09:00:00Z')
      const report = { messageId: id, cost: '1.50', providerMessageId: '1500100', at } as const
      await applyReports(store.db, [
        { ...report, status: 'DELIVERED', statusRaw: 'd', source: 'callback' },
        { ...report, status: 'FAILED', statusRaw: 'f', cost: null, source: 'poll' },
      ])
      const { data, errors } = await ask(
        'app',
        `query ($id: ID!) { message(id: $id) {
      id provider operation providerMessageId to kind text parts cost status statusRaw sendAt acceptedAt statusAt finalAt caller
      idempotencyKey contradiction { status statusRaw at } changes { status statusRaw cost contradiction source at }
    } }`,
        { id },
      )
      const instant = at.toISOString()
      expect(errors).toBeUndefined()
      expect(data?.['message']).toEqual({
        id,
        provider: 'SMS365',
        operation: 'sms365SmsSend',
        providerMessageId: '1500100',
        to: '306971234567',
        kind: 'SMS',
        text: 'Hello',
        parts: 1,
        cost: '1.50',
        status: 'DELIVERED',
        statusRaw: 'd',
        sendAt: null,
        acceptedAt: instant,
        statusAt: instant,
        finalAt: instant,
        caller: 'app',
        idempotencyKey: 'order-1',
        contradiction: { status: 'FAILED', statusRaw: 'f', at: instant },
        changes: [
          { status: 'DELIVERED', statusRaw: 'd', cost: '1.50', contradiction: false, source: 'CALLBACK', at: instant },
          { status: 'FAILED', statusRaw: 'f', cost: null, contradiction: true, source: 'POLL', at: instant },
        ],
      })
    })

    test('a caller sees its own messages alone; with admin, those of all', async () => {
      const own = await insert({ owner: 'app' })
      const foreign = await insert({ owner: 'other' })
      const byId = async (name: keyof typeof tokens, id: string) =>
        (await ask(name, 'query ($id: ID!) { message(id: $id) { id } }', { id })).data?.['message']
      expect(await byId('app', own.id)).toEqual({ id: own.id })
      expect(await byId('app', own.id.toUpperCase())).toEqual({ id: own.id })
      expect(await byId('app', foreign.id)).toBeNull()
      expect(await byId('chief', foreign.id)).toEqual({ id: foreign.id })
      expect(await byId('chief', createMessageId())).toBeNull()
      expect(await byId('chief', "no-uuid' or 1=1")).toBeNull()
      expect((await list('app')).ids).toEqual([own.id])
      expect((await list('other')).ids).toEqual([foreign.id])
      expect((await list('chief')).ids).toEqual([foreign.id, own.id])
    })

    test('without the scope read nothing is seen', async () => {
      const { id } = await insert({ owner: 'sender' })
      for (const query of [`{ message(id: "${id}") { id } }`, '{ messages { edges { node { id } } } }']) {
        expect(await ask('sender', query)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
      }
    })

    test('pages lead through all messages, the newest first, also while new ones come', async () => {
      const ids: string[] = []
      for (let count = 0; count < 5; count += 1) ids.unshift((await insert({ owner: 'app' })).id)
      const first = await list('app', { first: 2 })
      expect(first.ids).toEqual(ids.slice(0, 2))
      expect(first.pageInfo).toEqual({
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: first.edges[0]?.cursor,
        endCursor: first.edges[1]?.cursor,
      })
      await insert({ owner: 'app' })
      const second = await list('app', { first: 2, after: first.pageInfo.endCursor })
      expect(second.ids).toEqual(ids.slice(2, 4))
      const last = await list('app', { first: 2, after: second.pageInfo.endCursor })
      expect(last.ids).toEqual(ids.slice(4))
      expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
      const beyond = await list('app', { after: last.pageInfo.endCursor })
      expect(beyond.pageInfo).toMatchObject({ hasNextPage: false, startCursor: null, endCursor: null })
    })

    test('a filter lets through what it says', async () => {
      const day = (number: number) => new Date(Date.now() + number * 86_400_000)
      const idAt = (date: Date) =>
        date
          .getTime()
          .toString(16)
          .padStart(12, '0')
          .replace(/^(.{8})(.{4})$/, '$1-$2') + createMessageId().slice(13)
      const old = await insert({ owner: 'app', id: idAt(day(-9)), created_at: day(-9), status: 'FAILED' })
      const viber = await insert({ owner: 'app', id: idAt(day(-5)), created_at: day(-5), recipient: '41791234567' })
      const swiss = await insert({ owner: 'app', provider: 'netoxygen', recipient: '41791234567' })
      const filtered = async (filter: object) => (await list('app', { filter })).ids
      expect(await filtered({ provider: 'NETOXYGEN' })).toEqual([swiss.id])
      expect(await filtered({ status: 'FAILED' })).toEqual([old.id])
      expect(await filtered({ to: '+41 79 123 45 67' })).toEqual([swiss.id, viber.id])
      expect(await filtered({ to: '+41 79 123 45 67', provider: 'SMS365' })).toEqual([viber.id])
      expect(await filtered({ createdAfter: day(-6).toISOString() })).toEqual([swiss.id, viber.id])
      expect(await filtered({ createdBefore: day(-6).toISOString() })).toEqual([old.id])
      expect(await filtered({ createdAfter: day(-6).toISOString(), createdBefore: day(-1).toISOString() })).toEqual([
        viber.id,
      ])
      expect(await filtered({})).toEqual([swiss.id, viber.id, old.id])
    })

    test('a message is found around the time that it tells, and that time fits its id, whatever the clock of the database says', async () => {
      const skew = (minutes: number) =>
        sql`alter table heliograph.messages
          alter column created_at set default now() + make_interval(mins => ${sql.lit(minutes)})`.execute(store.db)
      onTestFinished(async () => void (await skew(0)))
      const sender = startSender(store, { answer: () => acceptance })
      for (const minutes of [-10, 10]) {
        await skew(minutes)
        const sentAt = Date.now()
        const { sentMessages } = await sender.send(null)
        const { data } = await sender.run('{ messages(first: 1) { edges { node { id createdAt acceptedAt } } } }')
        const [node] = ((data?.['messages'] as Page | undefined)?.edges ?? []).map(
          (edge) => edge.node as Readonly<Record<string, string>>,
        )
        expect([{ id: node?.['id'] }]).toEqual(sentMessages)
        const createdAt = Date.parse(node?.['createdAt'] ?? '')
        expect(Math.abs(createdAt - sentAt)).toBeLessThan(60_000)
        expect(Date.parse(node?.['acceptedAt'] ?? '')).toBeGreaterThanOrEqual(createdAt)
        const around = (fromMs: number, toMs: number) => ({
          createdAfter: new Date(createdAt + fromMs).toISOString(),
          createdBefore: new Date(createdAt + toMs).toISOString(),
        })
        expect((await list('chief', { filter: around(-1, 1) })).ids).toEqual([node?.['id']])
        expect((await list('chief', { filter: around(0, 10) })).ids).toEqual([])
      }
    })

    test.each([
      ['{ messages(first: 0) { edges { cursor } } }', 'first must be from 1 to 100.'],
      ['{ messages(first: 101) { edges { cursor } } }', 'first must be from 1 to 100.'],
      ['{ messages(after: "x") { edges { cursor } } }', 'after must be a cursor that this server gave out.'],
      [
        '{ messages(filter: { to: "Anna" }) { edges { cursor } } }',
        'filter.to must be a phone number of 3 to 20 digits.',
      ],
      [
        '{ messages(filter: { createdAfter: "2030-02-31T99:00:00Z" }) { edges { cursor } } }',
        'createdAfter is no instant of the calendar.',
      ],
      [
        '{ messages(filter: { createdBefore: "9999-12-31T23:59:59-10:00" }) { edges { cursor } } }',
        'createdBefore is no instant of the calendar.',
      ],
    ])('%s is refused with a sentence', async (query, message) => {
      expect(await ask('app', query)).toMatchObject({
        data: { messages: null },
        errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
      })
    })

    test('a full page with all fields and steps is not too complex', async () => {
      await insert({ owner: 'app' })
      const { errors } = await ask(
        'app',
        `{ messages(first: 100) { edges { cursor node { id provider operation providerMessageId to kind text parts cost status
      statusRaw sendAt createdAt acceptedAt statusAt finalAt caller idempotencyKey contradiction { status at }
      changes { status statusRaw cost at } } } pageInfo { endCursor } } }`,
      )
      expect(errors).toBeUndefined()
    })
  })
}
