import { judgeReport, type MessageStatus, readSms365DeliveryReport } from '@heliograph/core'
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow'
import { acknowledgement, readQuery, responseOf } from './callback-request.ts'
import { isSameSecret, readSecret, secretParameter } from './callback-secret.ts'
import { createReportMemory, type ReportEntries, type ReportMemory } from './report-memory.ts'
import { toReportItem } from './report-item.ts'
import { isWanted } from './wanted-statuses.ts'

/*
 * n8n gives each callback a copy of the static data, and the last to end overwrites the others. What this process has seen
 * is therefore kept here too, and written with every report.
 */
const memories = new Map<string, ReportMemory>()

const memoryOf = (functions: IWebhookFunctions): ReportMemory => {
  const key = `${functions.getWorkflow().id ?? ''}/${functions.getNode().id}`
  const memory = memories.get(key) ?? createReportMemory()
  memories.set(key, memory)
  return memory
}

const refuse = (functions: IWebhookFunctions, status: number, words: string): IWebhookResponseData => {
  responseOf(functions).status(status).type('text/plain').send(words)
  return { noWebhookResponse: true }
}

/** Notes the report, and takes that back if n8n does not start the run: then a repeat of it must count. */
const note = (functions: IWebhookFunctions, memory: ReportMemory, smsId: string, status: MessageStatus): void => {
  const previous = memory.recall(smsId)
  memory.remember(smsId, status)
  functions.getWorkflowStaticData('node')['reports'] = memory.entries()
  const response = responseOf(functions)
  response.once('close', () => {
    if (response.statusCode >= 400 && memory.recall(smsId) === status) memory.remember(smsId, previous)
  })
}

/**
 * Answers one callback of sms365: 401 for a wrong secret, 400 for what is no report, else the acknowledgement; and starts a
 * run with the report unless it is a repeat, older than a final one, or of a status that is not wanted.
 */
export const receiveReport = (functions: IWebhookFunctions): IWebhookResponseData => {
  const query = readQuery(functions)
  if (!isSameSecret(query.get(secretParameter) ?? '', readSecret(functions)))
    return refuse(functions, 401, 'Wrong secret')
  query.delete(secretParameter)
  const report = readSms365DeliveryReport(query)
  if (!report) return refuse(functions, 400, 'Not a delivery report: msgid or status is missing')

  const acknowledge: IWebhookResponseData = { webhookResponse: acknowledgement }
  // A test is to show what arrives, and must not change what the active workflow remembers.
  const isTest = functions.getMode() === 'manual'
  let previous: MessageStatus | undefined
  if (!isTest) {
    const memory = memoryOf(functions)
    memory.learn((functions.getWorkflowStaticData('node')['reports'] ?? []) as ReportEntries)
    previous = memory.recall(report.smsId)
    const novelty = judgeReport(previous, report.status)
    if (novelty === 'repeat' || novelty === 'stale') return acknowledge
    note(functions, memory, report.smsId, report.status)
  }
  if (!isWanted(functions, report.status)) return acknowledge
  return { ...acknowledge, workflowData: [[toReportItem(report, new Date(), previous ?? null)]] }
}
