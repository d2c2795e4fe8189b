import { randomUUID } from 'node:crypto'
import { catalogue, findOperation } from '@heliograph/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyReports } from '../../packages/graphql-server/src/delivery/apply-reports.ts'
import { createLog } from '../../packages/graphql-server/src/log.ts'
import { planMessages } from '../../packages/graphql-server/src/sending/plan-messages.ts'
import { beginSends, type EndedSend, finishSends } from '../../packages/graphql-server/src/sending/send-records.ts'
import { openStore, type Store } from '../../packages/graphql-server/src/store/open-store.ts'
import { describeKeys } from '../../packages/graphql-server/src/testing/describe-keys.ts'
import { describeSendPlans } from '../../packages/graphql-server/src/testing/describe-send-plans.ts'
import { describeSends } from '../../packages/graphql-server/src/testing/describe-sends.ts'
import { startPostgres, type TestPostgres } from '../../packages/graphql-server/src/testing/postgres.ts'

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
const open = async () => {
  const store = await openStore({ type: 'postgresql', url }, createLog('silent'))
  stores.push(store)
  return store
}
describeSends('PostgreSQL', open)
describeKeys('PostgreSQL', open)
describeSendPlans('PostgreSQL', open)

test('sends that end and reports of their messages never wait for each other, in whatever order they stand', async () => {
  const [store, other] = [await open(), await open()]
  const entry = findOperation(catalogue, 'sms365.sms.send')
  const at = new Date()
  for (let round = 0; round < 10; round++) {
    const sends = Array.from({ length: 100 }, () => {
      const sendId = randomUUID()
      const claim = { owner: 'app', key: sendId, operation: entry.id, digest: '78' }
      const input = { to: '306973000000', text: 'Hello' }
      return { sendId, claim, messages: planMessages(entry, input, { owner: 'app', key: sendId, storeTexts: false }) }
    })
    await beginSends(store.runPrepared, sends, { leaseMs: 60_000, keyHours: 1 })
    const accepted = { accepted: true, id: '1', cost: '1', status: 'ACCEPTED', statusRaw: null } as const
    const outcome = { messages: [accepted], stored: { answer: {} }, reportsItself: true, at } as const
    const ended = sends.map((send): EndedSend => ({ ...send, outcome }))
    const reports = sends.flatMap(({ messages }) =>
      messages.map(({ id: messageId }) => {
        const facts = { status: 'DELIVERED', statusRaw: 'd', cost: null, providerMessageId: '1' } as const
        return { ...facts, messageId, source: 'callback', at } as const
      }),
    )
    await Promise.all([
      finishSends(store, ended.toReversed()),
      applyReports(other.db, reports),
      beginSends(
        other.runPrepared,
        sends.map((send) => ({ ...send, messages: [] })),
        { leaseMs: 60_000, keyHours: 1 },
      ),
    ])
    const rows = await store.db.selectFrom('messages').select('status').where('owner', '=', 'app').execute()
    expect(rows.filter(({ status }) => status !== 'DELIVERED')).toEqual([])
  }
})
