import { AnswerTime, list } from './answer-value.ts'
import type { Endpoints } from './endpoint.ts'

/** api/purchase of the vendor's page: the opening credit of an account, and what its main account added. */
export const purchaseEndpoints: Endpoints = {
  'purchase/list': {
    access: 'key',
    run({ account }) {
      const rows = account.purchases.map(({ at, ...purchase }) => ({ ...purchase, timestamp: new AnswerTime(at) }))
      return { purchases: list(rows, 'purchase'), total: rows.length }
    },
  },
}
