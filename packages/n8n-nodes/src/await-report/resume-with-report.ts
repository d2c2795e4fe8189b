import { readSms365DeliveryReport } from '@heliograph/core'
import type { INodeExecutionData, IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow'
import { acknowledgement, readQuery } from '../trigger/callback-request.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { contextKey, itemParameter } from './await-reports.ts'
import { type Delivery, isFinal, listOpen, placeOf, withReport } from './awaited-items.ts'

/** The webhook that resumes a waiting execution. n8n itself refuses a call without the token of the execution. */
export const resumeWebhooks: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'GET',
    path: '',
    restartWebhook: true,
    responseMode: 'onReceived',
    // Else n8n answers the literal text "firstEntryJson" instead of what the node answers.
    responseData: '',
  },
]

type Deliveries = Map<number, Delivery>

/** Reports of executions that still wait for others. n8n stores nothing for a call that does not resume. */
const arrived = new Map<string, Deliveries>()
const mostExecutions = 1_000

const deliveriesOf = (executionId: string): Deliveries => {
  const deliveries: Deliveries = arrived.get(executionId) ?? new Map<number, Delivery>()
  arrived.set(executionId, deliveries)
  for (const oldest of arrived.keys()) {
    if (arrived.size <= mostExecutions) break
    arrived.delete(oldest)
  }
  return deliveries
}

const readAwaited = (functions: IWebhookFunctions): readonly INodeExecutionData[] => {
  const name = JSON.stringify(functions.getNode().name)
  const text = functions.evaluateExpression(`{{ JSON.stringify($node[${name}].context.${contextKey} ?? []) }}`)
  return JSON.parse(text as string) as INodeExecutionData[]
}

/**
 * Takes one callback of a waiting execution. The execution goes on once the reports of all its items are there; a report that
 * is about none of them, is not final, or comes again is acknowledged and changes nothing.
 */
export const resumeWithReport = async (functions: IWebhookFunctions): Promise<IWebhookResponseData> => {
  const acknowledge: IWebhookResponseData = { webhookResponse: acknowledgement }
  const report = readSms365DeliveryReport(readQuery(functions))
  const items = readAwaited(functions)
  const about = listOpen(items).find((item) => String(placeOf(item)) === report?.correlation[itemParameter])
  if (!report || !about || !isFinal(report)) return acknowledge
  const { smsId } = about.json
  if (typeof smsId === 'string' && smsId !== report.smsId) return acknowledge

  const executionId = functions.getExecutionId()
  const isFirst = !arrived.has(executionId)
  const deliveries = deliveriesOf(executionId)
  deliveries.set(placeOf(about), report)
  const listMissing = () => listOpen(items).filter((item) => !deliveries.has(placeOf(item)))
  // This process may have been started since, and calls that came before the execution waited are lost.
  if (isFirst) {
    for (const [place, delivery] of await askForDeliveries(functions, listMissing())) {
      // The report itself may have come in the meantime, and says more.
      if (!deliveries.has(place)) deliveries.set(place, delivery)
    }
  }
  if (listMissing().length > 0) return acknowledge
  arrived.delete(executionId)
  return { ...acknowledge, workflowData: [items.map((item) => withReport(item, deliveries.get(placeOf(item))))] }
}
