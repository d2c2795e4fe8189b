import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createTestServer, testEnvironment } from './create-test-server.ts'
import { startHttpReceiver } from './http-receiver.ts'
import { insertMessage } from './stored-message.ts'
import { addChanges, emptyQueues, startTestJobs, webhookSecret } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'
import { createDeadLetters } from '../jobs/dead-letters.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of dead letters, on a database of the caller's. */
export const describeDeadLetters = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })

    beforeEach(async () => {
      await emptyStore(store)
      await emptyQueues(store)
    })

    const listQuery = `query ($first: Int, $after: String) {
  deadLetters(first: $first, after: $after) {
    edges { cursor node { id webhookId messageId status statusRaw attempts reason } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`

    interface Listed {
      readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    }

    /** A webhook that refuses everything until it is repaired, and the server that shows what came of it. */
    const startBroken = async () => {
      let status = 500
      const receiver = await startHttpReceiver(() => status)
      onTestFinished(() => receiver.close())
      const webhook = { url: `${receiver.url}/hook`, secret: webhookSecret }
      const { jobs } = await startTestJobs(store, { settings: { webhook }, webhookRetries: 1 })
      const { run } = createTestServer({ deadLetters: createDeadLetters(store.db, jobs.queue.boss) })
      const list = async (variables = {}) => {
        const { data, errors } = await run(listQuery, variables)
        expect(errors).toBeUndefined()
        return data?.['deadLetters'] as Listed
      }
      const waitFor = (count: number) => expect.poll(async () => (await list()).edges).toHaveLength(count)
      const repair = () => {
        status = 204
      }
      return { receiver, run, list, waitFor, repair }
    }

    describe('deadLetters', () => {
      it('shows a webhook after its last try, and sends it once more when that is asked for', async () => {
        const { receiver, run, list, waitFor, repair } = await startBroken()
        const { id: messageId } = await insertMessage(store, { text: 'a secret text' })
        await addChanges(store, { message_id: messageId })
        await waitFor(1)
        expect(receiver.requests).toHaveLength(2)
        const [edge] = (await list()).edges
        expect(edge?.node).toEqual({
          id: expect.any(String),
          webhookId: receiver.requests[0]?.headers['webhook-id'],
          messageId,
          status: 'DELIVERED',
          statusRaw: 'd',
          attempts: 2,
          reason: 'the receiver answered HTTP 500',
        })
        repair()
        const retry = () =>
          run('mutation ($id: ID!) { deadLetterRetry(id: $id) { messageId } }', { id: edge?.node['id'] })
        expect((await retry()).data).toEqual({ deadLetterRetry: { messageId } })
        expect((await retry()).data).toEqual({ deadLetterRetry: null })
        await expect.poll(() => receiver.requests).toHaveLength(3)
        expect(receiver.requests[2]?.headers['webhook-id']).toBe(edge?.node['webhookId'])
        expect(receiver.requests[2]?.body).toBe(receiver.requests[0]?.body)
        expect((await list()).edges).toEqual([])
      })

      it('lists the latest change first, page by page', async () => {
        const { list, waitFor } = await startBroken()
        const { id: message_id } = await insertMessage(store)
        await addChanges(store, ...Array.from({ length: 5 }, () => ({ message_id })))
        await waitFor(5)
        const ids: unknown[] = []
        let after: string | null = null
        for (let hasNextPage = true; hasNextPage;) {
          const { edges, pageInfo } = await list({ first: 2, after })
          ids.push(...edges.map(({ node }) => node['webhookId']))
          ;({ hasNextPage, endCursor: after } = pageInfo)
        }
        expect(ids).toHaveLength(5)
        const places = ids.map((id) => Number(String(id).split('_')[1]))
        expect(places).toEqual(places.toSorted((one, other) => other - one))
      })

      it('shows what is left of one whose message has been deleted', async () => {
        const { list, waitFor } = await startBroken()
        const { id } = await insertMessage(store)
        await addChanges(store, { message_id: id })
        await waitFor(1)
        await store.db.deleteFrom('messages').execute()
        expect((await list()).edges).toMatchObject([{ node: { messageId: id, status: null } }])
      })

      it.each(['no id', '00000000-0000-7000-8000-000000000000'])('retries nothing for %s', async (id) => {
        const { run } = await startBroken()
        const { data } = await run('mutation ($id: ID!) { deadLetterRetry(id: $id) { id } }', { id })
        expect(data).toEqual({ deadLetterRetry: null })
      })

      it('is for the scope admin alone', async () => {
        const { run } = createTestServer({
          env: { ...testEnvironment, API_TOKENS: 'app:read+send+manage:0123456789abcdef0123456789abcdef' },
        })
        const authorization = 'Bearer 0123456789abcdef0123456789abcdef'
        for (const document of [listQuery, 'mutation { deadLetterRetry(id: "1") { id } }']) {
          const { errors } = await run(document, {}, { authorization })
          expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', requiredScope: 'admin' })
        }
      })

      it.each([0, 101])('refuses pages of %i', async (first) => {
        const { run } = createTestServer()
        expect((await run(listQuery, { first })).errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT')
      })
    })
  })
}
