import type { ExampleValues } from '../graphiql/example-tabs.ts'

/** Numbers that the sandbox delivers to; see the table of magic numbers in its README. */
export const exampleNumbers = {
  sms365To: '306973990001',
  netoxygenTo: '41790990001',
  proxstopCountry: '1',
  proxstopPhone: '5555990001',
} as const

const sendOnePerProvider = `mutation ($sms: Sms365SmsSendInput!, $message: NetoxygenMessageSendInput!, $code: ProxstopTelephoneSmsInput!) {
  sms: sms365SmsSend(input: $sms) { ... on Sms365SmsSendPayload { smsId } }
  message: netoxygenMessageSend(input: $message) { ... on NetoxygenMessageSendPayload { recipients { id } } }
  code: proxstopTelephoneSms(input: $code) { ... on ProxstopTelephoneSmsPayload { ref } }
}`

interface Sent {
  readonly data?: {
    readonly sms?: { readonly smsId?: string } | null
    readonly message?: { readonly recipients?: readonly { readonly id: string | null }[] } | null
    readonly code?: { readonly ref?: string } | null
  }
}

/** Sends one message through each provider of a server that speaks to the sandbox, so that there is a status to ask for from the beginning. */
export const sendExampleMessages = async (url: string): Promise<ExampleValues> => {
  const { sms365To, netoxygenTo, proxstopCountry: country, proxstopPhone: phone } = exampleNumbers
  const variables = {
    sms: { to: sms365To, text: 'Your table is booked for 20:00' },
    message: { to: [netoxygenTo], message: 'Your table is booked for 20:00' },
    code: { country, phone, code: '16322' },
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: sendOnePerProvider, variables }),
  })
  const { data } = (await response.json()) as Sent
  return {
    ...exampleNumbers,
    smsId: data?.sms?.smsId ?? '',
    messageId: data?.message?.recipients?.[0]?.id ?? '',
    referenceId: data?.code?.ref ?? '',
    // Before anything was sent, so that there is something to see at once.
    since: '2020-01-01T00:00:00Z',
  }
}
