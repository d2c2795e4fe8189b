import { randomUUID } from 'node:crypto'
import type { CatalogueEntry } from '@heliograph/core'
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow'
import type { ItemRequest } from '../execute/read-input.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { type Awaited, listOpen, placeOf, withReport, withStatusOfAnswer } from './awaited-items.ts'
import { awaitsReport, limitParameter, toLimitMs } from './report-operations.ts'

/** The parameter by which a callback says which SMS it is about. */
export const tokenParameter = 'item'

/** Where the items that wait are kept, in the context of the node: it is stored with the execution. */
export const contextKey = 'awaited'

const readLimitMs = (context: IExecuteFunctions): number => toLimitMs(context.getNodeParameter(limitParameter, 0))

/**
 * Gives a waiting operation the address that resumes this execution; n8n has put a token into it that nobody guesses. Each
 * SMS has a token of its own beside it: other nodes, and other rounds of a loop, wait at the same address.
 */
export const addCallback = (context: IExecuteFunctions, entry: CatalogueEntry, request: ItemRequest): ItemRequest => {
  if (!awaitsReport(entry)) return request
  // A limit that cannot be evaluated must fail now, and not when the SMS are out.
  readLimitMs(context)
  const resumeUrl = context.evaluateExpression('{{ $execution.resumeUrl }}', 0) as string
  const separator = resumeUrl.includes('?') ? '&' : '?'
  const callback = `${resumeUrl}${separator}${tokenParameter}=${randomUUID()}`
  return { ...request, input: { ...request.input, callback } }
}

const tokenOf = ({ input }: ItemRequest): string =>
  new URL(String(input['callback'])).searchParams.get(tokenParameter) ?? ''

/** When the limit passes, n8n gives out what the node was given, not what it gave; without this the items would lose their ids. */
const keepForLimit = (context: IExecuteFunctions, items: INodeExecutionData[]): void => {
  const { main } = context.getExecuteData().data
  if (main) main[0] = items
}

/** Puts the execution to wait until all reports are there; not at all if they are, or if nothing was sent. */
export const awaitReports = async (
  context: IExecuteFunctions,
  entry: CatalogueEntry,
  sent: INodeExecutionData[],
  requests: readonly ItemRequest[],
): Promise<INodeExecutionData[]> => {
  if (!awaitsReport(entry)) return sent
  const pending = sent.map(withStatusOfAnswer)
  // What came while others were still being sent found an execution that was not waiting yet, and n8n refused it.
  const deliveries = await askForDeliveries(context, listOpen(pending))
  const items = pending.map((item) => withReport(item, deliveries.get(placeOf(item))))
  if (listOpen(items).length === 0) return items
  const places = Object.fromEntries(requests.map((request) => [tokenOf(request), request.index]))
  context.getContext('node')[contextKey] = { items, places } satisfies Awaited
  keepForLimit(context, items)
  await context.putExecutionToWait(new Date(Date.now() + readLimitMs(context)))
  // n8n takes the items out of the list it is given, where it parts them by output.
  return [...items]
}
