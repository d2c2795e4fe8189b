import type { AnswerRecord } from '../../answer-record.ts'
import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { decodeStatus, statusEntries } from './message-status.ts'
import { defineOperation } from './operation.ts'
import { decodeCount, decodeRows, decodeTotal } from './rows.ts'
import { decodeTimestamp, timestampEntries } from './timestamp.ts'

const contentEntries = {
  sender: nullable(answered('senderId', 'Sender')),
  flash: nullable(answered('flag', 'Whether it was a flash SMS')),
  unicode: nullable(answered('flag', 'Whether it was sent with every character kept')),
  ...timestampEntries,
  text: nullable(answered('messageText', 'Text')),
}

const decodeContent = (row: AnswerRecord) => ({
  sender: row.optionalText('sender'),
  flash: row.optionalFlag('flash'),
  unicode: row.optionalFlag('unicode'),
  ...decodeTimestamp(row),
  text: row.optionalText('text'),
})

const recipientEntries = {
  to: nullable(answered('phoneNumber', 'Recipient in international form')),
  ...statusEntries,
  cost: nullable(answered('amount', 'SMS credits it cost')),
  ttd: nullable(answered('text', 'Time to delivery as the gateway gave it, presumably seconds')),
}

const decodeRecipient = (row: AnswerRecord) => ({
  to: row.optionalText('to'),
  ...decodeStatus(row),
  cost: row.optionalDecimal('cost', 'smscost'),
  ttd: row.optionalText('ttd'),
})

/** Source: api/history of the vendor's page. */
export const history = {
  title: 'History',
  description: 'The SMS that were sent',
  operations: {
    groupList: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'List Group Messages',
      action: 'List the SMS sent to groups',
      summary: 'Lists the SMS that were sent to groups or in bulk, each with its recipients.',
      input: fields({}),
      output: fields({
        historyGroups: rows(
          record('HistoryGroup', 'One SMS to many', {
            groupId: nullable(answered('groupId', 'Id of the sending')),
            ...contentEntries,
            total: answered('count', 'How many recipients it had'),
            cost: nullable(answered('amount', 'SMS credits it cost in all')),
            sms: rows(
              record('HistoryGroupMessage', 'The SMS to one recipient', {
                smsId: answered('smsId', 'Id of the SMS'),
                contactId: nullable(answered('contactId', 'Id of the contact, if it was one')),
                ...recipientEntries,
              }),
              'The SMS to each recipient',
            ),
          }),
          'The sendings',
        ),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'Numeric keys beside the envelope',
          input: {},
          wire: '{"0":{"groupId":"31","sender":"Example","flash":"0","unicode":"1","timestamp":"2026-07-01 12:00:00","text":"We open at nine","total":"1","cost":"1","sms":{"0":{"smsId":"1500102","contactId":"501","to":"306971234567","status":"d","cost":"1","ttd":"4"}}},"total":1,"status":"1","error":"0","remarks":"Success"}',
          output: {
            historyGroups: [
              {
                groupId: '31',
                sender: 'Example',
                flash: false,
                unicode: true,
                timestamp: '2026-07-01 12:00:00',
                instant: new Date('2026-07-01T09:00:00Z'),
                text: 'We open at nine',
                total: 1,
                cost: '1',
                sms: [
                  {
                    smsId: '1500102',
                    contactId: '501',
                    to: '306971234567',
                    status: 'DELIVERED',
                    statusRaw: 'd',
                    cost: '1',
                    ttd: '4',
                  },
                ],
              },
            ],
            total: 1,
          },
        },
      ],
      encode() {
        return { endpoint: 'history/group/list' }
      },
      decode(answer) {
        const historyGroups = decodeRows(answer, 'historyGroups', 'historyGroup', (row) => {
          const messages = decodeRows(row, 'sms', 'sms', (inner) => ({
            smsId: inner.text('smsId', 'id'),
            contactId: inner.optionalText('contactId'),
            ...decodeRecipient(inner),
          }))
          return {
            groupId: row.optionalText('groupId'),
            ...decodeContent(row),
            total: decodeCount(row, 'total', 'sms', messages.length),
            cost: row.optionalDecimal('cost', 'smscost'),
            sms: messages,
          }
        })
        return { historyGroups, total: decodeTotal(answer, 'historyGroups', historyGroups.length) }
      },
    }),
    singleList: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'List Single Messages',
      action: 'List the SMS sent one by one',
      summary: 'Lists the SMS that were sent to one recipient each.',
      input: fields({}),
      output: fields({
        messages: rows(
          record('HistoryMessage', 'One SMS to one recipient', {
            smsId: answered('smsId', 'Id of the SMS'),
            ...contentEntries,
            ...recipientEntries,
          }),
          'The SMS',
        ),
        total: answered('count', 'How many there are'),
        cost: nullable(answered('amount', 'SMS credits they cost in all')),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'One SMS, its time in Unix seconds',
          input: {},
          wire: '{"sms":[{"smsId":"1500100","sender":"Example","to":"306971234567","flash":"false","unicode":"false","timestamp":"1782896400","text":"Your table is booked for 20:00","cost":"1","status":"2","ttd":""}],"total":"1","cost":"1","status":"1","error":"0","remarks":"Success"}',
          output: {
            messages: [
              {
                smsId: '1500100',
                sender: 'Example',
                flash: false,
                unicode: false,
                timestamp: '1782896400',
                instant: new Date('2026-07-01T09:00:00Z'),
                text: 'Your table is booked for 20:00',
                to: '306971234567',
                status: 'DELIVERED',
                statusRaw: '2',
                cost: '1',
                ttd: null,
              },
            ],
            total: 1,
            cost: '1',
          },
        },
      ],
      encode() {
        return { endpoint: 'history/single/list' }
      },
      decode(answer) {
        const messages = decodeRows(answer, 'sms', 'sms', (row) => ({
          smsId: row.text('smsId', 'id'),
          ...decodeContent(row),
          ...decodeRecipient(row),
        }))
        return {
          messages,
          total: decodeTotal(answer, 'messages', messages.length),
          cost: answer.optionalDecimal('cost', 'smscost'),
        }
      },
    }),
  },
} satisfies Resource
