import { answered } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation } from './operation.ts'

const output = fields({ key: answered('secret', 'API key of the account') })

/** Source: api/key of the vendor's page. */
export const key = {
  title: 'Key',
  description: 'The API key of the account',
  operations: {
    get: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'admin',
      title: 'Get Key',
      action: 'Get the API key',
      summary:
        'Gives the API key of the account, for the user name and password among the credentials, or to verify the key itself. The answer is a secret.',
      input: fields({}),
      output,
      errors: ['101'],
      examples: [
        {
          title: 'The key',
          input: {},
          wire: '{"key":"5f4dcc3b5aa765d61d8327deb882cf99","status":"1","error":"0","remarks":"Success"}',
          output: { key: '5f4dcc3b5aa765d61d8327deb882cf99' },
        },
      ],
      encode() {
        return { endpoint: 'key/get', credentials: 'login' }
      },
      decode(answer) {
        return { key: answer.text('key') }
      },
    }),
    reset: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'admin',
      title: 'Reset Key',
      action: 'Replace the API key by a new one',
      summary:
        'Replaces the API key by a new random one; the old key is dead at once. The answer is a secret, and if it is lost the account is locked out until you fetch the new key with user name and password.',
      adviceWhenUnknown:
        'The old key may be dead and the new one lost: get the key with user name and password (sms365.key.get), or in the account at sms365.',
      input: fields({}),
      output,
      errors: ['101'],
      examples: [
        {
          title: 'The new key',
          input: {},
          wire: '{"key":"9c2e8a4b7d6f01352a4e8c7b6d5f3021","status":"1","error":"0","remarks":"Success"}',
          output: { key: '9c2e8a4b7d6f01352a4e8c7b6d5f3021' },
        },
      ],
      encode() {
        return { endpoint: 'key/reset', credentials: 'login' }
      },
      decode(answer) {
        return { key: answer.text('key') }
      },
    }),
  },
} satisfies Resource
