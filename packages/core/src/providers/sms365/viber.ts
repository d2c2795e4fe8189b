import * as v from 'valibot'
import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields, flag, integer, messageText, optional, senderId, text, url, viberSenderId } from '../../fields.ts'
import { acceptedMessage, readBulkAnswer } from '../../messages/sent-messages.ts'
import type { Resource } from '../../operation.ts'
import { flash, recipients, to, unicode } from './message-fields.ts'
import { defineOperation } from './operation.ts'
import { toInternational } from './recipient.ts'
import { decodeCount, decodeRows, listValues } from './rows.ts'
import { planViber } from './sent-messages.ts'

const content = {
  text: optional(
    messageText(
      { description: 'Text of the Viber message, up to 1000 characters', example: 'Your order is ready' },
      { max: 1_000 },
    ),
  ),
  from: optional(
    viberSenderId({
      description: 'Viber sender ID that is approved for the account; see viber.balance',
      example: 'Example',
    }),
  ),
  buttonCaption: optional(text({ description: 'Caption of the button', example: 'Track it' }, { max: 30 })),
  buttonAction: optional(
    url({ description: 'Address that the button opens', example: 'https://example.com/orders/1001' }),
  ),
  image: optional(
    url({ description: 'Address of an image of 350 × 350 pixels', example: 'https://example.com/order.png' }),
  ),
  validity: optional(
    integer(
      {
        description: 'Seconds, 60 to 86400, after which the fall-back SMS is sent instead; 86400 if left out',
        example: 3_600,
      },
      { kind: 'seconds', min: 60, max: 86_400 },
    ),
  ),
  allDevices: optional(flag({ description: 'Whether tablets get it too, not smartphones alone', example: true })),
  smsFallback: optional(
    flag({ description: 'Whether an SMS is sent when the Viber message is not delivered', example: true }),
  ),
  smsText: optional(
    messageText({ title: 'SMS Text', description: 'Text of the fall-back SMS', example: 'Your order is ready' }),
  ),
  smsFrom: optional(senderId({ title: 'SMS From', description: 'Sender of the fall-back SMS', example: 'Example' })),
  unicode,
  flash,
}

interface Content {
  readonly text?: string | undefined
  readonly image?: string | undefined
  readonly buttonCaption?: string | undefined
  readonly buttonAction?: string | undefined
}

/* What the gateway would answer with 505, 507, 508, 511 and 512 is refused before anything is sent. */

const hasContent = ({ text: body, image }: Content) => body !== undefined || image !== undefined
const hasTextBehindButton = ({ text: body, buttonCaption, buttonAction }: Content) =>
  body !== undefined || (buttonCaption === undefined && buttonAction === undefined)
const hasWholeButton = ({ buttonCaption, buttonAction }: Content) =>
  (buttonCaption === undefined) === (buttonAction === undefined)
const hasButtonWithImage = ({ text: body, image, buttonAction }: Content) =>
  body === undefined || image === undefined || buttonAction !== undefined

const checked = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    fields(entries),
    v.check(
      (input) => hasContent(input),
      'text or image is required: a Viber message has a text, an image, or both with a button',
    ),
    v.check((input) => hasTextBehindButton(input), 'text is required: a button must follow a text'),
    v.check((input) => hasWholeButton(input), 'buttonCaption and buttonAction belong together: give both or neither'),
    v.check(
      (input) => hasButtonWithImage(input),
      'buttonCaption and buttonAction are required where a message has both text and image',
    ),
  )

const adviceWhenUnknown = 'A Viber message cannot be looked up: compare sms365.viber.balance before and after.'
const errors = [
  '101',
  '501',
  '503',
  '504',
  '505',
  '506',
  '507',
  '508',
  '509',
  '510',
  '511',
  '512',
  '513',
  '514',
  '515',
  '516',
  '517',
  '518',
]
const balance = nullable(answered('amount', 'Viber credits left afterwards'))

type ContentInput = v.InferOutput<v.StrictObjectSchema<typeof content, undefined>>

const encodeContent = (input: ContentInput) => ({
  text: input.text,
  from: input.from,
  button_caption: input.buttonCaption,
  button_action: input.buttonAction,
  image: input.image,
  validity: input.validity,
  all_devices: input.allDevices,
  sms_fallback: input.smsFallback,
  sms_text: input.smsText,
  sms_from: input.smsFrom,
  ucs: input.unicode,
  flash: input.flash,
})

/** Source: api/viber of the vendor's page. */
export const viber = {
  title: 'Viber',
  description: 'Viber messages, with an SMS where Viber does not arrive',
  operations: {
    send: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send Viber Message',
      action: 'Send a Viber message',
      summary:
        'Sends a Viber message of text, of an image, or of both with a button; on request an SMS follows where it is not delivered. Costs Viber credits. There is no delivery callback for Viber.',
      adviceWhenUnknown,
      input: checked({ to, ...content }),
      output: fields({
        id: answered('viberMessageId', 'Id of the Viber message'),
        cost: nullable(answered('amount', 'Viber credits it costs')),
        balance,
      }),
      errors,
      examples: [
        {
          title: 'With a button and a fall-back SMS',
          input: {
            to: '306971234567',
            text: 'Your order is ready',
            from: 'Example',
            buttonCaption: 'Track it',
            buttonAction: 'https://example.com/orders/1001',
            image: 'https://example.com/order.png',
            validity: 3_600,
            smsFallback: true,
            smsText: 'Your order is ready',
          },
          wire: '{"id":"88001","cost":"0.5","balance":"99.5","status":"1","error":"0","remarks":"Success"}',
          output: { id: '88001', cost: '0.5', balance: '99.5' },
        },
      ],
      encode({ to: number, ...input }) {
        return { endpoint: 'viber/send', parameters: { to: number, ...encodeContent(input) } }
      },
      decode(answer) {
        return {
          id: answer.text('id'),
          cost: answer.optionalDecimal('cost'),
          balance: answer.optionalDecimal('balance'),
        }
      },
      messages: {
        plan: (input) => [planViber(input.to, input)],
        read: (output) => [acceptedMessage(output.id, undefined, output.cost)],
      },
    }),
    bulk: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send Bulk Viber Message',
      action: 'Send a Viber message to many recipients',
      summary:
        'Sends the same Viber message to many recipients in one call. A recipient that is rejected does not fail the call: match the accepted ones by msisdn. Costs Viber credits for each.',
      adviceWhenUnknown,
      input: checked({ to: recipients, ...content }),
      output: fields({
        messages: rows(
          record('ViberBulkMessage', 'One accepted Viber message', {
            id: answered('viberMessageId', 'Id of the Viber message'),
            msisdn: nullable(answered('phoneNumber', 'Recipient in international form')),
            cost: nullable(answered('amount', 'Viber credits it costs')),
          }),
          'The accepted messages, in no promised order',
        ),
        accepted: answered('count', 'How many were accepted'),
        rejected: nullable(answered('count', 'How many were rejected')),
        balance,
      }),
      errors,
      examples: [
        {
          title: 'Two accepted, one rejected',
          input: { to: ['306971234567', '306940000000', '123456'], text: 'We open at nine', from: 'Example' },
          wire: '{"id":["88002","88003"],"messages":[{"id":"88002","msisdn":"306971234567","cost":"0.5"},{"id":"88003","msisdn":"306940000000","cost":"0.5"}],"accepted":2,"rejected":1,"balance":"98.5","status":"1","error":"0","remarks":"Success"}',
          output: {
            messages: [
              { id: '88002', msisdn: '306971234567', cost: '0.5' },
              { id: '88003', msisdn: '306940000000', cost: '0.5' },
            ],
            accepted: 2,
            rejected: 1,
            balance: '98.5',
          },
        },
      ],
      encode({ to: numbers, ...input }) {
        return { endpoint: 'viber/bulk', parameters: { to: numbers.join(','), ...encodeContent(input) } }
      },
      decode(answer) {
        const messages = decodeRows(answer, 'messages', 'message', (row) => ({
          id: row.text('id'),
          msisdn: row.optionalText('msisdn'),
          cost: row.optionalDecimal('cost'),
        }))
        const ids = listValues(answer, 'id', 'value').filter((value) => typeof value === 'string')
        // Some answers carry the ids alone.
        const known = messages.length > 0 ? messages : ids.map((id) => ({ id, msisdn: null, cost: null }))
        return {
          messages: known,
          accepted: decodeCount(answer, 'accepted', 'messages', known.length),
          rejected: answer.optionalInteger('rejected'),
          balance: answer.optionalDecimal('balance'),
        }
      },
      messages: {
        plan: (input) => input.to.map((number) => planViber(number, input)),
        read: (output, input) =>
          readBulkAnswer(output, input.to.map(toInternational), toInternational, (row) =>
            acceptedMessage(row?.id ?? null, undefined, row?.cost),
          ),
      },
    }),
    balance: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Viber Balance',
      action: 'Get the Viber senders and their balances',
      summary: 'Lists the sender IDs that Viber has approved for the account, each with its balance.',
      input: fields({}),
      output: fields({
        senders: rows(
          record('ViberSender', 'A sender ID approved by Viber', {
            senderId: answered('viberSenderId', 'The sender ID'),
            text: nullable(answered('text', 'Name or note of the sender')),
            balance: nullable(answered('amount', 'Viber credits left')),
            twoway: nullable(answered('flag', 'Whether people can answer')),
            paused: nullable(answered('flag', 'Whether it is paused and cannot send')),
          }),
          'The approved senders',
        ),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'Wrapped as in the XML',
          input: {},
          wire: '{"senders":{"sender":{"senderId":"Example","text":"Example Ltd","balance":"99.5","twoway":"false","paused":"0"}},"status":"1","error":"0","remarks":"Success"}',
          output: {
            senders: [{ senderId: 'Example', text: 'Example Ltd', balance: '99.5', twoway: false, paused: false }],
          },
        },
      ],
      encode() {
        return { endpoint: 'viber/balance' }
      },
      decode(answer) {
        answer.raw('total')
        return {
          senders: decodeRows(answer, 'senders', 'sender', (row) => ({
            senderId: row.text('senderId'),
            text: row.optionalText('text'),
            balance: row.optionalDecimal('balance'),
            twoway: row.optionalFlag('twoway'),
            paused: row.optionalFlag('paused'),
          })),
        }
      },
    }),
  },
} satisfies Resource
