import type {
  CronExpression,
  ExecutionError,
  IExecuteFunctions,
  INodeExecutionData,
  ITriggerFunctions,
  ITriggerResponse,
} from 'n8n-workflow'
import { createReportEmitter } from './emit-reports.ts'
import { listSentMessages, takeStatusChanges } from './read-status.ts'
import { toReportItem } from './report-item.ts'
import { isWanted } from './wanted-statuses.ts'

/** How many reports a manual run shows. */
const shownInTest = 5

/** Reads on a schedule, and once at the start, so that a wrong credential is seen when the workflow is activated. */
export const startPolling = async (functions: ITriggerFunctions): Promise<ITriggerResponse> => {
  const emitter = createReportEmitter(functions)
  let isReading = false
  const poll = async () => {
    emitter.emitWaiting()
    const changes = await takeStatusChanges(functions)
    const readAt = new Date()
    const items = changes
      .filter(({ status }) => isWanted(functions, status))
      .map((change) => toReportItem(change, readAt))
    if (items.length > 0) emitter.emit(`${functions.getNode().id}/${readAt.toISOString()}`, items)
  }
  const expression = functions.getNodeParameter('pollEvery', '0 */5 * * * *') as CronExpression
  functions.helpers.registerCron({ expression }, () => {
    if (isReading) return
    isReading = true
    poll()
      // The workflow stays active, and the failure stands among its executions.
      .catch((error: ExecutionError) => functions.saveFailedExecution(error))
      .finally(() => {
        isReading = false
      })
  })
  isReading = true
  try {
    await poll()
  } finally {
    isReading = false
  }
  return {}
}

/** What a manual run shows: the latest reports of the account's history, so that a test takes none from the active workflow. */
export const showLatestReports = async (functions: IExecuteFunctions): Promise<INodeExecutionData[]> => {
  const messages = await listSentMessages(functions)
  const now = new Date()
  return messages
    .filter(({ status }) => status !== 'SENT' && isWanted(toParameterReader(functions), status))
    .slice(-shownInTest)
    .map((message) => toReportItem(message, now))
}

const toParameterReader = (functions: IExecuteFunctions) => ({
  getNodeParameter: (name: string, fallback: unknown): unknown => functions.getNodeParameter(name, 0, fallback),
})
