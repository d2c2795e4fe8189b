import { answered, answeredChoice } from '../../answer-fields.ts'
import { defineChoices } from '../../field-kinds.ts'
import { fields } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { isTrue } from './answer.ts'
import { defineOperation } from './operation.ts'
import type { XmlRpcValue } from '../../xml-rpc/codec.ts'

const accountStatus = defineChoices('NetoxygenAccountStatus', 'Kind of the account', {
  REGULAR: 'A regular account',
  FREE: 'A free account',
  UNKNOWN: 'A kind that is not known',
})

const statusesByWord: ReadonlyMap<string, keyof typeof accountStatus.values> = new Map([
  ['regular', 'REGULAR'],
  ['free', 'FREE'],
])

const reply = (value: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`

/** Source: auth, get_credits, account_status and get_guid of the vendor's document "Interface XML-RPC". */
export const account = {
  title: 'Account',
  description: 'The account itself',
  operations: {
    auth: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Check Credentials',
      action: 'Check the user name and password',
      summary: 'Says whether the user name and the password are right.',
      input: fields({}),
      output: fields({ valid: answered('flag', 'Whether the user name and the password are right') }),
      errors: [],
      examples: [
        { title: 'Right', input: {}, wire: reply('<boolean>1</boolean>'), output: { valid: true } },
        { title: 'Wrong', input: {}, wire: reply('<boolean>0</boolean>'), output: { valid: false } },
      ],
      encode() {
        return { method: 'auth', isFalseAnAnswer: true }
      },
      decode(answer) {
        return { valid: isTrue(answer.raw('value') as XmlRpcValue) }
      },
    }),
    credits: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Credits',
      action: 'Get the credits of the account',
      summary: 'Says how many credits the account has left; the number may be negative.',
      input: fields({}),
      output: fields({ credits: answered('count', 'Credits left; may be negative') }),
      errors: ['FALSE'],
      examples: [
        { title: 'In debt', input: {}, wire: reply('<int>-12</int>'), output: { credits: -12 } },
        { title: 'Text instead of a number', input: {}, wire: reply('<string>420</string>'), output: { credits: 420 } },
      ],
      encode() {
        return { method: 'get_credits' }
      },
      decode(answer) {
        return { credits: answer.integer('value') }
      },
    }),
    status: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Account Status',
      action: 'Get the kind of the account',
      summary: 'Says whether the account is regular or free.',
      input: fields({}),
      output: fields({ status: answeredChoice(accountStatus, 'Kind of the account') }),
      errors: ['FALSE'],
      examples: [
        { title: 'Regular', input: {}, wire: reply('<string>regular</string>'), output: { status: 'REGULAR' } },
        { title: 'A new kind', input: {}, wire: reply('gold'), output: { status: 'UNKNOWN' } },
      ],
      encode() {
        return { method: 'account_status' }
      },
      decode(answer) {
        const status = statusesByWord.get(answer.text('value').toLowerCase()) ?? 'UNKNOWN'
        if (status === 'UNKNOWN') answer.drift('value', 'changed')
        return { status }
      },
    }),
    guid: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Account GUID',
      action: 'Get the id of the account',
      summary: 'Gives the id of the account that the user belongs to. It may change when the user is moved.',
      input: fields({}),
      output: fields({ guid: answered('accountId', 'Id of the account, a UUID') }),
      errors: ['FALSE'],
      examples: [
        {
          title: 'A UUID',
          input: {},
          wire: reply('<string>0b7e3c1a-5f62-4a7d-9c0e-2f1d8b6a4e90</string>'),
          output: { guid: '0b7e3c1a-5f62-4a7d-9c0e-2f1d8b6a4e90' },
        },
      ],
      encode() {
        return { method: 'get_guid' }
      },
      decode(answer) {
        return { guid: answer.text('value') }
      },
    }),
  },
} satisfies Resource
