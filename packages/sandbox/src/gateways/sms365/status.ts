import { type AnswerFields, list } from './answer-value.ts'
import { secondsToDeliver, toStatus } from './delivery.ts'
import type { Endpoints } from './endpoint.ts'

/** api/status of the vendor's page. */
export const statusEndpoints: Endpoints = {
  'status/get': {
    access: 'key',
    run({ account, context }) {
      const rows = [...account.unread].flatMap((id): AnswerFields[] => {
        const message = context.life.find('sms365', id)
        return message ? [{ smsId: Number(id), status: toStatus(message) }] : []
      })
      // Whoever reads takes it from all others.
      account.unread.clear()
      return { sms: list(rows, 'sms', 'numericKeys'), total: rows.length }
    },
  },
  'status/sms': {
    access: 'key',
    run({ account, context, fields }) {
      const message = context.life.find('sms365', fields['smsId']?.trim() ?? '')
      const isReported =
        message?.account === account.username &&
        message.kind === 'sms' &&
        ['sent', 'delivered', 'failed'].includes(message.status)
      if (!isReported) return { remarks: 'Info: No report' }
      const { id, cost } = message
      const row = { smsId: Number(id), status: toStatus(message), cost, ttd: secondsToDeliver(message) }
      return { sms: list([row], 'sms', 'numericKeys') }
    },
  },
}
