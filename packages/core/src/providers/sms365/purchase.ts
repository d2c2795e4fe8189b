import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation } from './operation.ts'
import { decodeRows, decodeTotal } from './rows.ts'
import { decodeTimestamp, timestampEntries } from './timestamp.ts'

/** Source: api/purchase of the vendor's page. */
export const purchase = {
  title: 'Purchase',
  description: 'SMS credits that were bought',
  operations: {
    list: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'List Purchases',
      action: 'List the purchases',
      summary: 'Lists the purchases of SMS credits.',
      input: fields({}),
      output: fields({
        purchases: rows(
          record('Purchase', 'A purchase of SMS credits', {
            purchaseId: answered('purchaseId', 'Id of the purchase'),
            ...timestampEntries,
            cost: nullable(answered('amount', 'What it cost, in the currency of the account')),
            sms: nullable(answered('amount', 'SMS credits bought')),
          }),
          'The purchases',
        ),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'One purchase, an object where a list was expected',
          input: {},
          wire: '{"purchases":{"purchase":{"purchaseId":"12","timestamp":"2026-01-15 10:30:00","cost":"40.00","sms":"1000"}},"total":"1","status":"1","error":"0","remarks":"Success"}',
          output: {
            purchases: [
              {
                purchaseId: '12',
                timestamp: '2026-01-15 10:30:00',
                instant: new Date('2026-01-15T08:30:00Z'),
                cost: '40.00',
                sms: '1000',
              },
            ],
            total: 1,
          },
        },
      ],
      encode() {
        return { endpoint: 'purchase/list' }
      },
      decode(answer) {
        const purchases = decodeRows(answer, 'purchases', 'purchase', (row) => ({
          purchaseId: row.text('purchaseId', 'id'),
          ...decodeTimestamp(row),
          cost: row.optionalDecimal('cost'),
          sms: row.optionalDecimal('sms'),
        }))
        return { purchases, total: decodeTotal(answer, 'purchases', purchases.length) }
      },
    }),
  },
} satisfies Resource
