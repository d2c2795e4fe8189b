import type { PgBoss } from 'pg-boss'
import { beforeEach, expect, test } from 'vitest'
import { createDeadLetters } from '../jobs/dead-letters.ts'
import { createMessageId } from '../sending/message-id.ts'
import { readEventStream } from '../sockets/read-event-stream.ts'
import { createTestServer } from '../testing/create-test-server.ts'
import { failingStore } from '../testing/failing-store.ts'
import { acceptance } from '../testing/sender.ts'
import { emptyStore, testStore } from '../testing/test-store.ts'

beforeEach(() => emptyStore(testStore()))

const boss: Pick<PgBoss, 'redrive'> = { redrive: () => Promise.reject(new Error('down')) }

/** A server whose store is down, or goes down with the answer of the provider. */
const startBroken = (isDownAtOnce = true) => {
  let isDown = isDownAtOnce
  const store = failingStore(testStore(), () => isDown)
  const answer = () => {
    isDown = true
    return acceptance
  }
  const repair = () => {
    isDown = false
  }
  return { ...createTestServer({ store, answer, deadLetters: createDeadLetters(store.db, boss) }), repair }
}

const id = createMessageId()
const unavailable = {
  message: 'The store, which has the messages, does not answer. Try again soon.',
  extensions: { code: 'STORE_UNAVAILABLE', retryable: true },
}

test.each([
  ['message', `{ message(id: "${id}") { id } }`],
  ['messages', '{ messages { edges { node { id } } } }'],
  ['deadLetters', '{ deadLetters { edges { node { id } } } }'],
  ['deadLetterRetry', `mutation { deadLetterRetry(id: "${id}") { id } }`],
])('%s answers that the store is away, and may be asked again', async (field, document) => {
  const { run, logLines } = startBroken()
  const { data, errors } = await run(document)
  expect(data).toEqual({ [field]: null })
  expect(errors).toMatchObject([{ ...unavailable, path: [field] }])
  expect(logLines.filter((line) => line.includes('nothing was read'))).toHaveLength(1)
})

test.each([
  ['from now on', ''],
  ['since an instant', '(since: "2030-01-01T00:00:00Z")'],
  ['of one message', `(id: "${id}")`],
])('a subscription %s is refused where the store is away, and may be asked for again', async (_which, args) => {
  const server = startBroken()
  const response = await server.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: `subscription { messageUpdated${args} { cursor } }` }),
  })
  const events = readEventStream(response.body as unknown as AsyncIterable<Uint8Array>)
  expect((await events.next()).value).toMatchObject({ errors: [unavailable] })
})

test('what was sent is not to be sent again because its messages cannot be read', async () => {
  const { run, repair, runningCalls } = startBroken(false)
  const { data, errors } = await run(`mutation {
    sms365SmsSend(input: { to: "306973000000", text: "x" }) { ... on Sms365SmsSendPayload { smsId sentMessages { id } } }
  }`)
  expect(data).toEqual({ sms365SmsSend: { smsId: '1500100', sentMessages: null } })
  expect(errors).toMatchObject([
    {
      path: ['sms365SmsSend', 'sentMessages'],
      message: expect.stringContaining('do not repeat the mutation'),
      extensions: { code: 'STORE_UNAVAILABLE', retryable: false },
    },
  ])
  repair()
  await runningCalls.settle()
})

test('a statement that no store would take is a fault of ours', async () => {
  const store = testStore()
  const broken = createTestServer({ store: { ...store, db: store.db.withSchema('elsewhere') } })
  const { errors } = await broken.run('{ messages { edges { node { id } } } }')
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } }])
  expect(broken.logLines.join()).toContain('unexpected error')
})
