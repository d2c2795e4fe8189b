import type { MessageStatus, Sms365DeliveryReport } from '@heliograph/core'
import type { IDataObject, INodeExecutionData } from 'n8n-workflow'

/** What is known of a delivery, from a callback or from asking. */
export type Delivery = Pick<Sms365DeliveryReport, 'status'> &
  Partial<Pick<Sms365DeliveryReport, 'to' | 'cost' | 'mcc' | 'mnc'>> & { readonly statusRaw: string | null }

const openStatuses: ReadonlySet<MessageStatus> = new Set<MessageStatus>(['SCHEDULED', 'ACCEPTED', 'SENT', 'UNKNOWN'])

/** Whether nothing more is to come for the SMS. */
export const isFinal = ({ status }: { readonly status: MessageStatus }): boolean => !openStatuses.has(status)

/** What is stored of an execution that waits. */
export interface Awaited {
  /** What the node gives out, once the reports are on it. */
  readonly items: INodeExecutionData[]
  /** The place of an item in the node's input, by the token of its callback. */
  readonly places: Readonly<Record<string, number>>
}

/** The place of an item in the node's input. */
export const placeOf = ({ pairedItem }: INodeExecutionData): number =>
  typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0

/** Whether the item is an SMS that went out: one that was refused has no report to wait for. */
const wasSent = ({ json }: INodeExecutionData): boolean => !('error' in json)

/** The item with its report; null where there is none yet. */
export const withReport = (item: INodeExecutionData, delivery: Delivery | undefined): INodeExecutionData => {
  if (!wasSent(item)) return item
  if (!delivery) return { ...item, json: { ...item.json, deliveryReport: item.json['deliveryReport'] ?? null } }
  const { status, statusRaw, to = null, cost = null, mcc = null, mnc = null } = delivery
  const deliveryReport: IDataObject = { status, statusRaw, to, cost, mcc, mnc, receivedAt: new Date().toISOString() }
  return { ...item, json: { ...item.json, deliveryReport } }
}

/** The items whose report is not there. */
export const listOpen = (items: readonly INodeExecutionData[]): readonly INodeExecutionData[] =>
  items.filter((item) => wasSent(item) && (item.json['deliveryReport'] ?? null) === null)

/** The item with what the answer to the send said already: that of a code may tell a final status, after which no report may come. */
export const withStatusOfAnswer = (item: INodeExecutionData): INodeExecutionData => {
  const status = item.json['authStatus']
  const isDecided = status === 'DELIVERED' || status === 'FAILED'
  return withReport(item, isDecided ? { status, statusRaw: null } : undefined)
}
