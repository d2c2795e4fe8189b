import type { Store } from '../store/open-store.ts'
import { createTestServer, type TestAnswer, type TestServerOptions } from './create-test-server.ts'
import { exampleAnswer } from './examples.ts'

const document = `mutation ($input: Sms365SmsSendInput!, $key: String) {
  sms365SmsSend(input: $input, idempotencyKey: $key) {
    __typename
    ... on Sms365SmsSendPayload { smsId cost sentMessages { id } }
    ... on OperationError { code message retryable }
    ... on InvalidInputError { fieldErrors { path } }
  }
}`

/** What `send` sends unless told otherwise. */
export const sendInput = { to: '306973000000', text: 'Your table is booked' }

/** The provider's answers: it accepts, with the id 1500100; it refuses. */
export const acceptance = exampleAnswer('sms365.sms.send')
export const refusal = '{"status":"0","error":"105","remarks":"No"}'

/** A server that sends one SMS with a key, or without; it answers with the field, or with the errors of the request. */
export const startSender = (store: Store, options: Omit<TestServerOptions, 'store'> = {}) => {
  const server = createTestServer({ store, ...options })
  const send = async (key?: string | null, changes: object = {}, headers: Record<string, string> = {}) => {
    const { data, errors } = await server.run(document, { input: { ...sendInput, ...changes }, key }, headers)
    return (data?.['sms365SmsSend'] ?? errors) as Readonly<Record<string, unknown>>
  }
  return { ...server, send }
}

/** An answer that waits until it is told to come. */
export const createGate = () => {
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

export const listMessages = ({ db }: Store) => db.selectFrom('messages').selectAll().orderBy('id').execute()
export const listKeys = ({ db }: Store) => db.selectFrom('idempotency_keys').selectAll().execute()
export const listChanges = ({ db }: Store) => db.selectFrom('message_changes').selectAll().orderBy('seq').execute()
