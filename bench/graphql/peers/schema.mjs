import process from 'node:process'
import { Pool } from 'undici'

/* What an engineer would write by hand for the same endpoint, with the same pool as the bare proxy. */

export const typeDefs = /* GraphQL */ `
  input Sms365SmsSendInput {
    to: String!
    text: String!
    from: String
  }
  type Sms365SmsSendPayload {
    smsId: String
    cost: String
    balance: String
    mcc: String
    mnc: String
  }
  type Query {
    version: String
  }
  type Mutation {
    sms365SmsSend(input: Sms365SmsSendInput!): Sms365SmsSendPayload
  }
`

const pool = new Pool(process.argv[2], { connections: 64 })

const send = async (_root, { input }) => {
  const { body } = await pool.request({
    method: 'POST',
    path: '/sms/send',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ key: 'key', ...input, type: 'json' }).toString(),
  })
  return body.json()
}

export const resolvers = { Mutation: { sms365SmsSend: send } }
