import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HttpRequest, HttpResponse } from '@heliograph/core'
import { startSandbox } from '@heliograph/sandbox'
import { startQueue } from '../../packages/graphql-server/src/jobs/queue.ts'
import { createLog } from '../../packages/graphql-server/src/log.ts'
import { openStore, type Store } from '../../packages/graphql-server/src/store/open-store.ts'
import { describeCallbacks } from '../../packages/graphql-server/src/testing/describe-callbacks.ts'
import { describeDeadLetters } from '../../packages/graphql-server/src/testing/describe-dead-letters.ts'
import { describeDispatchChanges } from '../../packages/graphql-server/src/testing/describe-dispatch-changes.ts'
import { describePollAccount } from '../../packages/graphql-server/src/testing/describe-poll-account.ts'
import { describePollers } from '../../packages/graphql-server/src/testing/describe-pollers.ts'
import { describeRetention } from '../../packages/graphql-server/src/testing/describe-retention.ts'
import { describeStopAnywhere } from '../../packages/graphql-server/src/testing/describe-stop-anywhere.ts'
import { describeTakeStatusChanges } from '../../packages/graphql-server/src/testing/describe-take-status-changes.ts'
import { describeWebhooks } from '../../packages/graphql-server/src/testing/describe-webhooks.ts'
import { startHttpReceiver } from '../../packages/graphql-server/src/testing/http-receiver.ts'
import { startPostgres, type TestPostgres } from '../../packages/graphql-server/src/testing/postgres.ts'
import { insertMessage } from '../../packages/graphql-server/src/testing/stored-message.ts'
import {
  addChanges,
  emptyQueues,
  startTestJobs,
  webhookSecret,
} from '../../packages/graphql-server/src/testing/test-jobs.ts'
import { emptyStore } from '../../packages/graphql-server/src/testing/test-store.ts'

let postgres: TestPostgres
let url: string
const stores: Store[] = []

beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
})
afterAll(async () => {
  for (const store of stores) await store.close()
  await postgres.stop()
})

// Each has connections of its own, as the processes of a deployment have.
const open = async (): Promise<Store> => {
  const log = createLog('silent')
  const store = await openStore({ type: 'postgresql', url }, log)
  stores.push(store)
  await (await startQueue(store, log)).stop()
  return store
}

describeWebhooks('PostgreSQL', open)
describeCallbacks('PostgreSQL', open)
describeDeadLetters('PostgreSQL', open)
describePollAccount('PostgreSQL', open)
describePollers('PostgreSQL', open, startSandbox)
describeTakeStatusChanges('PostgreSQL', open)
describeDispatchChanges('PostgreSQL', open)
describeRetention('PostgreSQL', open)
describeStopAnywhere('PostgreSQL', open)

describe('two processes on one PostgreSQL', () => {
  let one: Store
  let other: Store

  beforeAll(async () => {
    one = await open()
    other = await open()
  })
  beforeEach(async () => {
    await emptyStore(one)
    await emptyQueues(one)
  })

  const hex = (value: number) => value.toString(16).toUpperCase().padStart(32, '0')

  const insertDue = (value: number) =>
    insertMessage(one, {
      provider: 'proxstop',
      operation: 'proxstop.telephone.sms',
      provider_message_id: hex(value),
      status: 'ACCEPTED',
      accepted_at: new Date(),
      next_poll_at: new Date(),
    })

  /** ProxStop, which says of everything that it was delivered, after a while. */
  const createProxstop = () => {
    const asked: string[] = []
    let underWay = 0
    let mostAtATime = 0
    const transport = {
      async send({ body }: HttpRequest): Promise<HttpResponse> {
        asked.push(new URLSearchParams(body).get('referenceid') ?? '')
        mostAtATime = Math.max(mostAtATime, ++underWay)
        await new Promise((resolve) => setTimeout(resolve, 20))
        underWay--
        const answer = '<response><status>203</status></response>'
        return { status: 200, headers: {}, body: new TextEncoder().encode(answer) }
      },
    }
    return { transport, asked, mostAtATime: () => mostAtATime }
  }

  const countOpen = async () =>
    (await one.db.selectFrom('messages').select('id').where('final_at', 'is', null).execute()).length

  it('ask an account one at a time, and about each message once', async () => {
    const { transport, asked, mostAtATime } = createProxstop()
    await startTestJobs(one, { providers: transport })
    await startTestJobs(other, { providers: transport })
    for (let value = 0; value < 60; value++) await insertDue(value)
    await expect.poll(() => countOpen()).toBe(0)
    expect(mostAtATime()).toBe(1)
    expect(asked.toSorted()).toEqual(Array.from({ length: 60 }, (_, value) => hex(value)).toSorted())
  })

  it('go on asking when the one that asked has gone', async () => {
    const { transport, asked } = createProxstop()
    for (let value = 0; value < 40; value++) await insertDue(value)
    const first = await startTestJobs(one, { providers: transport })
    await expect.poll(() => asked.length).toBeGreaterThan(3)
    await first.stop()
    expect(await countOpen()).toBeGreaterThan(0)
    await startTestJobs(other, { providers: transport })
    await expect.poll(() => countOpen()).toBe(0)
  })

  it('report each change once, whoever noted it', async () => {
    const receiver = await startHttpReceiver()
    onTestFinished(() => receiver.close())
    const settings = { webhook: { url: receiver.url, secret: webhookSecret } }
    await startTestJobs(one, { settings })
    await startTestJobs(other, { settings })
    const { id } = await insertMessage(one)
    await Promise.all(Array.from({ length: 40 }, (_, index) => addChanges(index % 2 ? one : other, { message_id: id })))
    await expect.poll(() => receiver.requests.length).toBeGreaterThanOrEqual(40)
    // A second report of a change would come with the next look into the queue.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(receiver.requests).toHaveLength(40)
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(40)
  })

  it('go on after the database was away', async () => {
    const receiver = await startHttpReceiver()
    onTestFinished(() => receiver.close())
    await startTestJobs(one, { settings: { webhook: { url: receiver.url, secret: webhookSecret } } })
    const { id } = await insertMessage(one)
    await addChanges(one, { message_id: id, status: 'SENT' })
    await expect.poll(() => receiver.requests).toHaveLength(1)
    await postgres.restart()
    await vi.waitFor(() => addChanges(one, { message_id: id }), 60_000)
    await expect.poll(() => receiver.requests).toHaveLength(2)
  })
})
