import { answered } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation } from './operation.ts'

export const me = {
  title: 'Account',
  description: 'The account itself',
  operations: {
    balance: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Balance',
      action: 'Get the balance of the account',
      summary: 'Says how many SMS credits the account has left.',
      input: fields({}),
      output: fields({ balance: answered('amount', 'SMS credits left') }),
      errors: ['101'],
      examples: [
        {
          title: 'An exact decimal',
          input: {},
          wire: '{"balance":"1520.30","status":"1","error":"0","remarks":"Success"}',
          output: { balance: '1520.30' },
        },
      ],
      encode() {
        return { endpoint: 'me/balance' }
      },
      decode(answer) {
        return { balance: answer.decimal('balance') }
      },
    }),
  },
} satisfies Resource
