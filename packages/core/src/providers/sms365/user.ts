import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { amount, email, fields, id, integer, secret } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation, type Sms365Answer } from './operation.ts'
import { decodeRows, decodeTotal } from './rows.ts'

export const userId = id('userId', { description: 'Id of a sub-account; see user.list', example: '71' })

const userBalance = record('UserBalance', 'A sub-account and what it has', {
  userId: answered('userId', 'Id of the sub-account'),
  balance: nullable(answered('amount', 'SMS credits it has')),
})

const decodeUser = (answer: Sms365Answer) => {
  const user = answer.record('user')
  return { user: { userId: user.text('userId', 'id'), balance: user.optionalDecimal('balance') } }
}

/** Source: api/user of the vendor's page. */
export const user = {
  title: 'User',
  description: 'Sub-accounts and their credit',
  operations: {
    add: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'admin',
      title: 'Add User',
      action: 'Add a sub-account',
      summary: 'Adds a sub-account under the main account.',
      adviceWhenUnknown: 'Look for the e-mail with sms365.user.list.',
      input: fields({
        email: email({ description: 'E-mail of the sub-account', example: 'shop@example.com' }),
        password: secret({ description: 'Password of the sub-account', example: 'a long random text' }),
      }),
      output: fields({ user: userBalance }),
      errors: ['101', '601', '602'],
      examples: [
        {
          title: 'Added',
          input: { email: 'shop@example.com', password: 'a long random text' },
          wire: '{"user":{"userId":"71","balance":"0"},"status":"1","error":"0","remarks":"Success"}',
          output: { user: { userId: '71', balance: '0' } },
        },
      ],
      encode(input) {
        return { endpoint: 'user/add', parameters: input }
      },
      decode: decodeUser,
    }),
    list: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'admin',
      title: 'List Users',
      action: 'List the sub-accounts',
      summary: 'Lists the sub-accounts with their balances and API keys. The answer holds secrets.',
      input: fields({}),
      output: fields({
        users: rows(
          record('User', 'A sub-account', {
            userId: answered('userId', 'Id of the sub-account'),
            username: nullable(answered('text', 'User name')),
            email: nullable(answered('email', 'E-mail')),
            balance: nullable(answered('amount', 'SMS credits it has')),
            mobile: nullable(answered('phoneNumber', 'Mobile number')),
            key: nullable(answered('secret', 'API key of the sub-account')),
          }),
          'The sub-accounts',
        ),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'One without a key',
          input: {},
          wire: '{"0":{"userId":"71","username":"shop","email":"shop@example.com","balance":"25","mobile":"306971234567","key":null},"total":1,"status":"1","error":"0","remarks":"Success"}',
          output: {
            users: [
              {
                userId: '71',
                username: 'shop',
                email: 'shop@example.com',
                balance: '25',
                mobile: '306971234567',
                key: null,
              },
            ],
            total: 1,
          },
        },
      ],
      encode() {
        return { endpoint: 'user/list' }
      },
      decode(answer) {
        const users = decodeRows(answer, 'user', 'user', (row) => ({
          userId: row.text('userId', 'id'),
          username: row.optionalText('username'),
          email: row.optionalText('email'),
          balance: row.optionalDecimal('balance'),
          mobile: row.optionalText('mobile'),
          key: row.optionalText('key'),
        }))
        return { users, total: decodeTotal(answer, 'users', users.length) }
      },
    }),
    topup: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'admin',
      title: 'Top Up User',
      action: 'Move SMS credits to a sub-account',
      summary: 'Moves SMS credits from the main account to a sub-account; a negative number takes them back.',
      adviceWhenUnknown: 'Compare the balances with sms365.user.list and sms365.me.balance.',
      input: fields({
        userId,
        sms: integer(
          { title: 'SMS', description: 'How many SMS credits to move; negative takes them back', example: 100 },
          { min: -10_000_000, max: 10_000_000 },
        ),
        cost: amount({ description: 'What they cost the sub-account, for its list of purchases', example: '4.00' }),
      }),
      output: fields({ user: userBalance }),
      errors: ['101', '206', '207', '208', '209', '210', '211'],
      examples: [
        {
          title: 'Taking back',
          input: { userId: '71', sms: -5, cost: '0.20' },
          wire: '{"user":{"userId":"71","balance":"20"},"status":"1","error":"0","remarks":"Success"}',
          output: { user: { userId: '71', balance: '20' } },
        },
      ],
      encode(input) {
        return { endpoint: 'user/topup', parameters: input }
      },
      decode: decodeUser,
    }),
  },
} satisfies Resource
