import type { SandboxMessage } from '@heliograph/sandbox'
import { ask } from './ask.ts'

/** A send as the app that wants it knows it. */
export interface ClientSend {
  readonly key: string
  readonly recipients: readonly string[]
  readonly field: 'sms365SmsSend' | 'netoxygenMessageSend' | 'proxstopTelephoneSms'
  readonly input: object
}

/** The member of the result union that came, with what tells it from others. */
export interface SendAnswer {
  readonly __typename: string
  readonly sentMessages?: readonly { readonly id: string }[] | null
  readonly code?: string
  readonly message?: string
}

let lastNumber = 0

/** Numbers that nobody else has, and that no fate is tied to. */
const takeNumber = (): string => String(++lastNumber).padStart(6, '0')

const text = 'Your table is booked'

export const smsSend = (key: string): ClientSend => {
  const to = `306971${takeNumber()}`
  return { key, recipients: [to], field: 'sms365SmsSend', input: { to, text } }
}

export const netoxygenSend = (key: string, count = 1): ClientSend => {
  const to = Array.from({ length: count }, () => `41791${takeNumber()}`)
  return { key, recipients: to, field: 'netoxygenMessageSend', input: { to, message: text } }
}

export const proxstopSend = (key: string): ClientSend => {
  const phone = `604555${takeNumber()}`
  return { key, recipients: [`1${phone}`], field: 'proxstopTelephoneSms', input: { country: '1', phone, code: '4711' } }
}

const payloads = {
  sms365SmsSend: 'Sms365SmsSendPayload { smsId cost sentMessages { id } }',
  netoxygenMessageSend: 'NetoxygenMessageSendPayload { recipients { to id accepted } sentMessages { id } }',
  proxstopTelephoneSms: 'ProxstopTelephoneSmsPayload { ref sentMessages { id } }',
} as const

/** Asks for it, for the first time or again. Rejects where the connection breaks, or where there is no result. */
export const send = async (url: string, { key, field, input }: ClientSend): Promise<SendAnswer> => {
  const type = `${field.replace(/^./, (letter) => letter.toUpperCase())}Input`
  const query = `mutation ($input: ${type}!, $key: String) { ${field}(input: $input, idempotencyKey: $key) {
    __typename ... on ${payloads[field]}
    ... on OutcomeUnknownError { sentMessages { id } } ... on OperationError { code message }
  } }`
  const { data, errors } = await ask(url, query, { input, key })
  const answer = data?.[field]
  if (!answer) throw new Error(`No result: ${JSON.stringify(errors)}`)
  return answer as SendAnswer
}

/** A message as the server tells it. */
export interface ToldMessage {
  readonly id: string
  readonly to: string
  readonly status: string
  readonly providerMessageId: string | null
  readonly cost: string | null
  readonly idempotencyKey: string | null
  readonly contradiction: { readonly status: string } | null
  readonly changes: readonly { readonly status: string; readonly source: string; readonly contradiction: boolean }[]
}

/** A page of `messages`. */
export interface MessagesPage {
  readonly edges: readonly { readonly node: ToldMessage }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const pageQuery = `query ($first: Int, $after: String) { messages(first: $first, after: $after) {
  edges { node {
    id to status providerMessageId cost idempotencyKey contradiction { status } changes { status source contradiction }
  } }
  pageInfo { hasNextPage endCursor }
} }`

/** The newest messages, or those behind a cursor. */
export const readPage = async (url: string, first: number, after?: string | null): Promise<MessagesPage> => {
  const { data, errors } = await ask(url, pageQuery, { first, after })
  if (!data?.['messages']) throw new Error(JSON.stringify(errors))
  return data['messages'] as MessagesPage
}

/** All messages of the server, page by page, the newest first. */
export const listMessages = async (url: string, first = 100): Promise<readonly ToldMessage[]> => {
  const messages: ToldMessage[] = []
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: MessagesPage = await readPage(url, first, after)
    messages.push(...edges.map(({ node }) => node))
    if (!pageInfo.hasNextPage) return messages
    after = pageInfo.endCursor
  }
}

/** A message as the gateways know it. */
export type AcceptedMessage = Pick<SandboxMessage, 'gateway' | 'id' | 'to' | 'status' | 'cost'> & {
  readonly callback: { readonly url: string; readonly state: string; readonly detail: string } | null
}

/** What the gateways have accepted. */
export const listAccepted = async (sandboxOrigin: string): Promise<readonly AcceptedMessage[]> =>
  (await (await fetch(`${sandboxOrigin}/inspector/messages`)).json()) as readonly AcceptedMessage[]
