import { answered, answeredChoice, nullable } from '../../answer-fields.ts'
import { defineChoices } from '../../field-kinds.ts'
import {
  choice,
  digits,
  extension,
  fields,
  id,
  messageText,
  optional,
  phoneNumber,
  text,
  verificationCode,
} from '../../fields.ts'
import { acceptedMessage, type MessageResult } from '../../messages/sent-messages.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation, type ProxstopAnswer } from './operation.ts'

const country = digits(
  { description: 'Country calling code of the number, 1 to 3 digits', example: '1' },
  { min: 1, max: 3 },
)
const phone = phoneNumber({
  description: 'Telephone number without the country code, with its area code',
  example: '5555555555',
})
const code = verificationCode(
  { description: 'Verification code for the person called: digits, between 100 and 99999', example: '16322' },
  { from: 100, to: 99_999 },
)
const note = optional(
  text(
    {
      title: 'Note',
      description: 'Your own note on this request. It does not prevent a second sending',
      example: 'order 1001',
    },
    { min: 0 },
  ),
)
const ref = answered('referenceId', 'Reference of this request, 32 characters; ask for its status with it')

const language = defineChoices('ProxstopLanguage', 'Language in which ProxStop speaks the code', {
  CHINESE: 'Chinese',
  ENGLISH: 'English',
  FRENCH: 'French',
  GERMAN: 'German',
  HEBREW: 'Hebrew',
  ITALIAN: 'Italian',
  JAPANESE: 'Japanese',
  KOREAN: 'Korean',
  POLISH: 'Polish',
  PORTUGUESE: 'Portuguese',
  RUSSIAN: 'Russian',
  SPANISH: 'Spanish',
})

/** What ProxStop says of a call or an SMS. */
export const telephoneState = defineChoices(
  'ProxstopTelephoneState',
  'What became of a call or an SMS. Inferred from a similar interface, because ProxStop does not publish its list',
  {
    NOT_YET_ATTEMPTED: 'Not yet attempted (105)',
    IN_PROGRESS: 'The call is in progress (103)',
    ANSWERED: 'The call was answered (100)',
    NOT_ANSWERED: 'The call was not answered (101)',
    DISCONNECTED: 'The number is disconnected (102)',
    INVALID_NUMBER: 'The number is invalid (104)',
    FAILED: 'The call or SMS failed (106)',
    LINE_BUSY: 'The line was busy (107)',
    DELIVERED: 'The SMS was delivered (203)',
    NOT_DELIVERED: 'The SMS was not delivered (207)',
    UNKNOWN: 'A status number that is not known; see status',
  },
)

const statesByNumber: Readonly<Record<number, keyof typeof telephoneState.values>> = {
  100: 'ANSWERED',
  101: 'NOT_ANSWERED',
  102: 'DISCONNECTED',
  103: 'IN_PROGRESS',
  104: 'INVALID_NUMBER',
  105: 'NOT_YET_ATTEMPTED',
  106: 'FAILED',
  107: 'LINE_BUSY',
  203: 'DELIVERED',
  207: 'NOT_DELIVERED',
}

const adviceWhenUnknown =
  'ProxStop cannot look up a request without its reference: ask the person whether the code arrived before you send another.'

const recipientOf = (input: { readonly country: string; readonly phone: string }) => input.country + input.phone

const readReference = ({ ref: id }: { readonly ref: string }): readonly MessageResult[] => [
  acceptedMessage(id, undefined),
]

const decodeReference = (answer: ProxstopAnswer) => ({ ref: answer.text('ref') })

/** Verification by call or SMS. Source: docs.proxstop.com/api, pages telephonecall, telephonesms and telephonestatus. */
export const telephone = {
  title: 'Telephone',
  description: 'Verification codes by call or SMS, and what became of them',
  operations: {
    call: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Call with Code',
      action: 'Call a number and speak a code',
      summary: 'Calls a number and speaks a verification code to the person who answers. Costs points.',
      adviceWhenUnknown,
      input: fields({
        country,
        phone,
        code,
        ext: optional(
          extension({
            title: 'Extension',
            description:
              'Extension to dial: digits, with commas as pauses; an older edition of the document says for US numbers only',
            example: '12',
          }),
        ),
        language: optional(
          choice(language, {
            description: 'Language in which the code is spoken; English if left out',
            example: 'ENGLISH',
          }),
        ),
        ref: note,
      }),
      output: fields({ ref }),
      errors: ['INVALID_TELEPHONE', 'NO_POINTS', 'INVALID_KEY'],
      examples: [
        {
          title: 'Call in French',
          input: { country: '1', phone: '5555555555', code: '16322', language: 'FRENCH' },
          wire: '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n\t<ref>97A677DD3E0A42B8EA58D93D05BAC89F</ref>\n</response>',
          output: { ref: '97A677DD3E0A42B8EA58D93D05BAC89F' },
        },
      ],
      encode({ language: spoken, ...input }) {
        return { call: 'telephonecall', variables: { ...input, message: spoken && language.values[spoken] } }
      },
      decode: decodeReference,
      messages: {
        plan: (input) => [{ to: recipientOf(input), kind: 'CALL', text: null, parts: null, sendAt: null }],
        read: readReference,
      },
    }),
    sms: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send Code by SMS',
      action: 'Send a code by SMS',
      summary: 'Sends an SMS with a verification code. Costs points.',
      adviceWhenUnknown,
      input: fields({
        country,
        phone,
        code,
        message: optional(
          messageText(
            {
              description: "Text of the SMS, up to 160 characters; ProxStop's own text if left out",
              example: 'Your code for Example is 16322',
            },
            { max: 160 },
          ),
        ),
        ref: note,
      }),
      output: fields({ ref }),
      errors: ['INVALID_TELEPHONE', 'NO_POINTS', 'INVALID_KEY'],
      examples: [
        {
          title: 'A reference of digits only stays text',
          input: { country: '1', phone: '555-555-5555', code: '16322', message: 'Your code for Example is 16322' },
          wire: '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n\t<ref>09767700300042080058093005008990</ref>\n</response>',
          output: { ref: '09767700300042080058093005008990' },
        },
      ],
      encode(input) {
        return { call: 'telephonesms', variables: input }
      },
      decode: decodeReference,
      messages: {
        // ProxStop does not say how it encodes a text, only that it has at most 160 characters.
        plan: (input) => [
          { to: recipientOf(input), kind: 'SMS', text: input.message ?? null, parts: null, sendAt: null },
        ],
        read: readReference,
      },
    }),
    status: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Status',
      action: 'Get the status of a call or an SMS',
      summary:
        'Says what became of a call or an SMS and, given the code that the person entered, whether it is right. Free of charge.',
      input: fields({
        referenceId: id('referenceId', {
          description: 'Reference that the call or SMS was answered with, 32 characters',
          example: '97A677DD3E0A42B8EA58D93D05BAC89F',
        }),
        code: optional(
          verificationCode(
            { description: 'Code that the person entered: digits, between 100 and 99999', example: '16322' },
            { from: 100, to: 99_999 },
          ),
        ),
      }),
      output: fields({
        status: answered('statusNumber', 'Status number as ProxStop gave it'),
        state: answeredChoice(telephoneState, 'What the status number means'),
        valid: nullable(answered('flag', 'Whether the entered code is right; null if none was given')),
      }),
      errors: ['INVALID_TELEREFERENCE', 'INVALID_KEY'],
      examples: [
        {
          title: 'Answered, and the code is right',
          input: { referenceId: '97A677DD3E0A42B8EA58D93D05BAC89F', code: '16322' },
          wire: '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n<status>100</status>\n<valid>0</valid>\n</response>',
          output: { status: 100, state: 'ANSWERED', valid: true },
        },
        {
          title: 'Delivered, and the code is wrong',
          input: { referenceId: '97A677DD3E0A42B8EA58D93D05BAC89F', code: '99999' },
          wire: '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n<status>203</status>\n<valid>-1</valid>\n</response>',
          output: { status: 203, state: 'DELIVERED', valid: false },
        },
        {
          title: 'No code asked about',
          input: { referenceId: '97A677DD3E0A42B8EA58D93D05BAC89F' },
          wire: '<response><status>105</status></response>',
          output: { status: 105, state: 'NOT_YET_ATTEMPTED', valid: null },
        },
      ],
      encode({ referenceId, code: entered }) {
        return { call: 'telephonestatus', variables: { referenceid: referenceId, code: entered } }
      },
      decode(answer) {
        const status = answer.integer('status')
        // Only `valid` tells about the code: two of the vendor's samples look at `status`, which is a slip.
        const valid = answer.optionalText('valid')?.trim() ?? null
        if (valid !== null && valid !== '0' && valid !== '-1') answer.drift('valid', 'changed')
        return {
          status,
          state: statesByNumber[status] ?? 'UNKNOWN',
          valid: valid === '0' ? true : valid === '-1' ? false : null,
        }
      },
    }),
  },
} satisfies Resource
