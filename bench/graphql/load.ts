import { Pool } from 'undici'
import type { ServerProcess } from '../server-process.ts'

/** The same request for every server that is measured. */
export interface SendRequest {
  readonly query: string
  readonly variables: { readonly input: Readonly<Record<string, string>> }
}

const mutation = `mutation Send($input: Sms365SmsSendInput!) {
  sms365SmsSend(input: $input) {
    __typename
    ... on Sms365SmsSendPayload { smsId cost balance mcc mnc }
    ... on OperationError { code message }
  }
}`

const input = { to: '306971234567', text: 'Your table is booked for 20:00', from: 'Example' }
const graphqlBody = JSON.stringify({ query: mutation, variables: { input } } satisfies SendRequest)
const formBody = new URLSearchParams({ key: 'key', ...input, type: 'json' }).toString()

export interface Measurement {
  readonly requestsPerSecond: number
  readonly cpuMicrosecondsPerRequest: number
}

const connections = 32

/** Sends `count` requests over kept-alive connections and measures the server's own CPU time. Throws at the first wrong answer. */
export const measure = async (server: ServerProcess, count: number): Promise<Measurement> => {
  const url = new URL(server.url)
  const isGraphql = url.pathname === '/graphql'
  const pool = new Pool(url.origin, { connections })
  const options = {
    method: 'POST',
    path: isGraphql ? '/graphql' : '/sms/send',
    headers: {
      'content-type': isGraphql ? 'application/json' : 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: isGraphql ? graphqlBody : formBody,
  } as const
  let left = count
  const work = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request(options)
      const text = await body.text()
      if (statusCode !== 200 || !text.includes('"smsId":"1500100"')) throw new Error(`HTTP ${statusCode}: ${text}`)
    }
  }
  const cpuBefore = await server.cpuMicroseconds()
  const begun = performance.now()
  await Promise.all(Array.from({ length: connections }, work))
  const seconds = (performance.now() - begun) / 1_000
  const cpu = (await server.cpuMicroseconds()) - cpuBefore
  await pool.close()
  return { requestsPerSecond: count / seconds, cpuMicrosecondsPerRequest: cpu / count }
}
