import type { MessageStatus, Sms365DeliveryReport } from '@heliograph/core'
import type { INodeExecutionData } from 'n8n-workflow'

/** A report as either way of getting one knows it; what only a callback tells is null or empty in the other. */
type KnownReport = Pick<Sms365DeliveryReport, 'smsId' | 'status'> &
  Partial<Omit<Sms365DeliveryReport, 'statusRaw'>> & { readonly statusRaw: string | null }

/** The item that a workflow starts with: the same fields however the report came. */
export const toReportItem = (
  { smsId, status, statusRaw, to = null, cost = null, mcc = null, mnc = null, correlation = {} }: KnownReport,
  receivedAt: Date,
  previousStatus: MessageStatus | null = null,
): INodeExecutionData => ({
  json: {
    smsId,
    status,
    statusRaw,
    to,
    cost,
    mcc,
    mnc,
    correlation: { ...correlation },
    previousStatus,
    receivedAt: receivedAt.toISOString(),
  },
})
