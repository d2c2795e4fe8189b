import type { CatalogueEntry } from '@heliograph/core'
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow'
import type { ItemRequest } from '../execute/read-input.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { listOpen, placeOf, withReport } from './awaited-items.ts'
import { awaitsReport, limitParameter, toLimitMs } from './report-operations.ts'

/** The parameter by which a callback says which item it is about. */
export const itemParameter = 'item'

/** Where the items that wait are kept, in the context of the node: it is stored with the execution. */
export const contextKey = 'awaited'

/** Gives a waiting operation the address that resumes this execution; n8n has put a token into it that nobody guesses. */
export const addCallback = (context: IExecuteFunctions, entry: CatalogueEntry, request: ItemRequest): ItemRequest => {
  if (!awaitsReport(entry)) return request
  const resumeUrl = context.evaluateExpression('{{ $execution.resumeUrl }}', 0) as string
  const separator = resumeUrl.includes('?') ? '&' : '?'
  const callback = `${resumeUrl}${separator}${itemParameter}=${request.index}`
  return { ...request, input: { ...request.input, callback } }
}

/*
 * When the limit passes, n8n gives out what the node was given, not what it gave. Only by this name, which is not part of
 * n8n's interface for nodes, can it be told otherwise; without it the items would lose their ids at the limit.
 */
const keepForLimit = (context: IExecuteFunctions, items: INodeExecutionData[]): void => {
  const { inputData } = context as unknown as { inputData?: { main?: INodeExecutionData[][] } }
  if (inputData?.main) inputData.main[0] = items
}

/** Puts the execution to wait until all reports are there; not at all if they are, or if nothing was sent. */
export const awaitReports = async (
  context: IExecuteFunctions,
  entry: CatalogueEntry,
  sent: INodeExecutionData[],
): Promise<INodeExecutionData[]> => {
  if (!awaitsReport(entry)) return sent
  const pending = sent.map((item) => withReport(item, undefined))
  // What came while others were still being sent found an execution that was not waiting yet, and n8n refused it.
  const deliveries = await askForDeliveries(context, listOpen(pending))
  const items = pending.map((item) => withReport(item, deliveries.get(placeOf(item))))
  if (listOpen(items).length === 0) return items
  context.getContext('node')[contextKey] = items
  keepForLimit(context, items)
  await context.putExecutionToWait(new Date(Date.now() + toLimitMs(context.getNodeParameter(limitParameter, 0))))
  return items
}
