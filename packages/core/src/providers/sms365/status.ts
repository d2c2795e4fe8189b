import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { smsId } from './message-fields.ts'
import { decodeStatus, statusEntries } from './message-status.ts'
import { defineOperation } from './operation.ts'
import { decodeRows, decodeTotal } from './rows.ts'

/** Source: api/status of the vendor's page. */
export const status = {
  title: 'Status',
  description: 'Delivery reports of SMS',
  operations: {
    get: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'read',
      title: 'Take Status Changes',
      action: 'Take the status changes since the last call',
      summary:
        'Gives every SMS whose status changed since the last call, and forgets them: whoever reads them takes them from all other readers of the account.',
      adviceWhenUnknown: 'The reports of this call may be lost: ask for each open SMS with sms365.status.sms.',
      input: fields({}),
      output: fields({
        messages: rows(
          record('StatusChange', 'An SMS whose status changed', {
            smsId: answered('smsId', 'Id of the SMS'),
            ...statusEntries,
          }),
          'The changes since the last call',
        ),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'Numeric keys beside the envelope',
          input: {},
          wire: '{"0":{"smsId":"1500100","status":"d"},"1":{"id":1500101,"status":"3"},"total":2,"status":"1","error":"0","remarks":"Success"}',
          output: {
            messages: [
              { smsId: '1500100', status: 'DELIVERED', statusRaw: 'd' },
              { smsId: '1500101', status: 'FAILED', statusRaw: '3' },
            ],
            total: 2,
          },
        },
      ],
      encode() {
        return { endpoint: 'status/get' }
      },
      decode(answer) {
        const messages = decodeRows(answer, 'sms', 'sms', (row) => ({
          smsId: row.text('smsId', 'id'),
          ...decodeStatus(row),
        }))
        return { messages, total: decodeTotal(answer, 'messages', messages.length) }
      },
      listTold: ({ messages }) =>
        messages.map(({ smsId: id, status: became, statusRaw }) => ({ id, status: became, statusRaw })),
    }),
    sms: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get SMS Status',
      action: 'Get the status of an SMS',
      summary: 'Says what became of one SMS; null while there is no report, or for an unknown id.',
      input: fields({ smsId }),
      output: fields({
        message: nullable(
          record('MessageReport', 'The delivery report of an SMS', {
            smsId: answered('smsId', 'Id of the SMS'),
            ...statusEntries,
            cost: nullable(answered('amount', 'SMS credits it cost')),
            ttd: nullable(answered('text', 'Time to delivery as the gateway gave it, presumably seconds')),
          }),
        ),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'Delivered',
          input: { smsId: '1500100' },
          wire: '{"0":{"smsId":"1500100","status":"d","cost":"1","ttd":"4"},"status":"1","error":"0","remarks":"Success"}',
          output: { message: { smsId: '1500100', status: 'DELIVERED', statusRaw: 'd', cost: '1', ttd: '4' } },
        },
        {
          title: 'A report without its id, under its name',
          input: { smsId: '1500100' },
          wire: '{"sms":{"status":"f","cost":"1"},"status":"1","error":"0"}',
          output: { message: { smsId: '1500100', status: 'FAILED', statusRaw: 'f', cost: '1', ttd: null } },
        },
        {
          title: 'No report',
          input: { smsId: '1500199' },
          wire: '{"status":"1","error":"0","remarks":"Info: No report"}',
          output: { message: null },
        },
      ],
      encode(input) {
        return { endpoint: 'status/sms', parameters: input }
      },
      decode(answer, input) {
        answer.raw('total')
        const messages = decodeRows(answer, 'sms', 'sms', (row) => ({
          smsId: row.optionalText('smsId', 'id') ?? input.smsId,
          ...decodeStatus(row),
          cost: row.optionalDecimal('cost', 'smscost'),
          ttd: row.optionalText('ttd'),
        }))
        return { message: messages[0] ?? null }
      },
    }),
  },
} satisfies Resource
