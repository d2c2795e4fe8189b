import type { SendForm } from './load.ts'

const input = { to: '306971234567', text: 'Your table is booked for 20:00', from: 'Example' }
const fields = 'smsId cost balance mcc mnc'
const json = { path: '/graphql', contentType: 'application/json' } as const

const constant = (text: string) => () => text

/** The provider's own call, without any server of ours or a peer's. */
export const directForm: SendForm = {
  path: '/sms/send',
  contentType: 'application/x-www-form-urlencoded',
  body: constant(new URLSearchParams({ key: 'key', ...input, type: 'json' }).toString()),
}

/** A server whose mutation answers with the gateway's fields as they are. */
export const plainForm = (inputType: string): SendForm => ({
  ...json,
  body: constant(
    JSON.stringify({
      query: `mutation Send($input: ${inputType}!) { sms365SmsSend(input: $input) { ${fields} } }`,
      variables: { input },
    }),
  ),
})

/** Our server, with a new idempotency key for each send. */
export const heliographForm = (token: string): SendForm => {
  const query = `mutation Send($input: Sms365SmsSendInput!, $key: String) {
  sms365SmsSend(input: $input, idempotencyKey: $key) {
    __typename
    ... on Sms365SmsSendPayload { ${fields} }
    ... on OperationError { code message }
  }
}`
  return {
    ...json,
    headers: { authorization: `Bearer ${token}` },
    body: (index) => JSON.stringify({ query, variables: { input, key: `bench-${index}` } }),
  }
}
