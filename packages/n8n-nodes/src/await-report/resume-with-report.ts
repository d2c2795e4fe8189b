import { readSms365DeliveryReport } from '@heliograph/core'
import type { INodeExecutionData, IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow'
import { acknowledgement, readQuery } from '../trigger/callback-request.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { contextKey, tokenParameter } from './await-reports.ts'
import { type Awaited, type Delivery, isFinal, listOpen, placeOf, withReport } from './awaited-items.ts'

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

/** Reports of SMS whose executions still wait for others, by their tokens. n8n stores nothing for a call that does not resume. */
const arrived = new Map<string, Delivery>()
const mostReports = 10_000

const note = (token: string, delivery: Delivery): void => {
  arrived.set(token, delivery)
  for (const oldest of arrived.keys()) {
    if (arrived.size <= mostReports) return
    arrived.delete(oldest)
  }
}

const readAwaited = (functions: IWebhookFunctions): Awaited => {
  const name = JSON.stringify(functions.getNode().name)
  const text = functions.evaluateExpression(`{{ JSON.stringify($node[${name}].context.${contextKey} ?? {}) }}`)
  return { items: [], places: {}, ...(JSON.parse(text as string) as Partial<Awaited>) }
}

/**
 * Takes one callback of a waiting execution. The execution goes on once the reports of all its items are there; a report that
 * is about none of them, is not final, or comes again is acknowledged and changes nothing.
 */
export const resumeWithReport = async (functions: IWebhookFunctions): Promise<IWebhookResponseData> => {
  const acknowledge: IWebhookResponseData = { webhookResponse: acknowledgement }
  const report = readSms365DeliveryReport(readQuery(functions))
  const { items, places } = readAwaited(functions)
  const token = report?.correlation[tokenParameter] ?? ''
  const tokens = new Map(Object.entries(places).map(([known, place]) => [place, known]))
  const tokenOf = (item: INodeExecutionData): string => tokens.get(placeOf(item)) ?? ''
  const about = listOpen(items).find((item) => tokenOf(item) === token)
  if (!report || token === '' || !about || !isFinal(report)) return acknowledge
  const { smsId } = about.json
  if (typeof smsId === 'string' && smsId !== report.smsId) return acknowledge

  const isFirst = ![...tokens.values()].some((known) => arrived.has(known))
  note(token, report)
  const listMissing = () => listOpen(items).filter((item) => !arrived.has(tokenOf(item)))
  // This process may have been started since, and calls that came before the execution waited are lost.
  if (isFirst) {
    for (const [place, delivery] of await askForDeliveries(functions, listMissing())) {
      const known = tokens.get(place) ?? ''
      // The report itself may have come in the meantime, and says more.
      if (!arrived.has(known)) note(known, delivery)
    }
  }
  if (listMissing().length > 0) return acknowledge
  const resumed = items.map((item) => withReport(item, arrived.get(tokenOf(item))))
  for (const known of tokens.values()) arrived.delete(known)
  return { ...acknowledge, workflowData: [resumed] }
}
