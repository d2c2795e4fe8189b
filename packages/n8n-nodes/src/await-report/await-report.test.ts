import { randomUUID } from 'node:crypto'
import { listOperations, sms365 } from '@heliograph/core'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import type { INodeExecutionData, IWebhookFunctions } from 'n8n-workflow'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { listOpen, withReport, withStatusOfAnswer } from './awaited-items.ts'
import { deriveReportOperations, toLimitMs } from './report-operations.ts'
import { resumeWithReport } from './resume-with-report.ts'

const sent = (item: number, smsId: string): INodeExecutionData => ({ json: { smsId }, pairedItem: { item } })
const refused: INodeExecutionData = { json: { error: 'refused' }, pairedItem: { item: 9 } }

test('each operation that takes a callback for its report has a twin that waits, under a name of its own', () => {
  const entries = listOperations(sms365)
  const withCallback = entries.filter(({ inputFields }) => inputFields.some(({ name }) => name === 'callback'))
  const twins = deriveReportOperations(entries)
  expect(twins.map(({ resourceName }) => resourceName)).toEqual(withCallback.map(({ resourceName }) => resourceName))
  // n8n treats a node whose operation has this value in a way of its own, which breaks our callback.
  expect(twins.map(({ verb }) => verb)).not.toContain('sendAndWait')
})

test.each([
  [5, 300_000],
  ['5', 300_000],
  [0, 3_600_000],
  ['soon', 3_600_000],
  [1e9, 7 * 24 * 3_600_000],
])('a limit of %o minutes is %o ms', (minutes, limitMs) => {
  expect(toLimitMs(minutes)).toBe(limitMs)
})

test('an item that was refused waits for nothing, and stays as it is', () => {
  expect(withReport(refused, undefined)).toBe(refused)
  expect(listOpen([refused])).toEqual([])
  expect(listOpen([withReport(sent(0, '7'), undefined)])).toHaveLength(1)
  expect(listOpen([withReport(sent(0, '7'), { status: 'DELIVERED', statusRaw: 'd' })])).toEqual([])
})

test.each([
  ['DELIVERED', 0],
  ['FAILED', 0],
  ['SENT', 1],
])('a code that the send says is %s waits for %o reports', (authStatus, open) => {
  const item = withStatusOfAnswer({ json: { authId: '1', authStatus }, pairedItem: { item: 0 } })
  expect(listOpen([item])).toHaveLength(open)
  expect((item.json['deliveryReport'] as { status: string } | null)?.status ?? 'SENT').toBe(authStatus)
})

describe('a callback of a waiting execution', () => {
  let sandbox: Sandbox

  beforeEach(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.close())

  const createExecution = (items: readonly INodeExecutionData[]) => {
    const id = randomUUID()
    const places = Object.fromEntries(items.map((_item, place) => [`${id}-${place}`, place]))
    return async (query: string) => {
      const ownQuery = query.replace(/\bitem=(\d+)/, `item=${id}-$1`)
      const functions = {
        getRequestObject: () => ({ originalUrl: `/webhook-waiting/1?signature=token&${ownQuery}` }),
        getNode: () => ({ name: 'Send "it"' }),
        getExecutionId: () => 'the same for all',
        evaluateExpression: () => JSON.stringify({ items, places }),
        getCredentials: () =>
          Promise.resolve({ apiKey: sandbox.credentials.sms365.apiKey, baseUrl: sandbox.baseUrls.sms365 }),
        helpers: {
          httpRequest: async ({ url, body }: { url: string; body: string }) => {
            const headers = { 'content-type': 'application/x-www-form-urlencoded' }
            const response = await fetch(url, { method: 'POST', headers, body })
            return { statusCode: response.status, headers: {}, body: await response.text() }
          },
        },
      } as unknown as IWebhookFunctions
      const { webhookResponse, workflowData } = await resumeWithReport(functions)
      expect(webhookResponse).toBe('ACK/easysms')
      return workflowData?.[0]?.map(({ json }) => json)
    }
  }

  it('resumes it with the report on the item', async () => {
    const call = createExecution([sent(0, '7'), refused])
    expect(await call('item=0&msgid=7&status=d&cost=1&to=306971234567')).toMatchObject([
      { smsId: '7', deliveryReport: { status: 'DELIVERED', statusRaw: 'd', to: '306971234567', cost: '1' } },
      { error: 'refused' },
    ])
  })

  it.each([
    'item=0&msgid=8&status=d',
    'item=5&msgid=7&status=d',
    'msgid=7&status=d',
    'item=0&msgid=7&status=s',
    'item=0',
    'item=of-another-round&msgid=7&status=d',
  ])('changes nothing with %o', async (query) => {
    expect(await createExecution([sent(0, '7')])(query)).toBeUndefined()
  })

  it('takes no report of an earlier wait of the same execution for one of this', async () => {
    // A code has no id that a report could be held against.
    const codes = [0, 1].map((item): INodeExecutionData => ({ json: { authId: '1' }, pairedItem: { item } }))
    const earlier = createExecution(codes)
    const later = createExecution(codes)
    expect(await earlier('item=0&msgid=7&status=d')).toBeUndefined()
    expect(await later('item=1&msgid=8&status=d')).toBeUndefined()
    expect(await later('item=0&msgid=9&status=f')).toMatchObject([
      { deliveryReport: { status: 'FAILED' } },
      { deliveryReport: { status: 'DELIVERED' } },
    ])
  })

  it('waits for the last of several items, and a repeat does not stand in for another', async () => {
    const call = createExecution([sent(0, '7'), sent(1, '8')])
    expect(await call('item=0&msgid=7&status=d')).toBeUndefined()
    expect(await call('item=0&msgid=7&status=d')).toBeUndefined()
    expect(await call('item=1&msgid=8&status=f')).toMatchObject([
      { deliveryReport: { status: 'DELIVERED' } },
      { deliveryReport: { status: 'FAILED' } },
    ])
  })

  it('asks once for reports that may have been lost', async () => {
    const body = new URLSearchParams({ key: sandbox.credentials.sms365.apiKey, to: '306971234567', text: 'Hello' })
    const answer = await fetch(`${sandbox.baseUrls.sms365}/sms/send`, { method: 'POST', body })
    const { smsId } = (await answer.json()) as { smsId: string }
    await sandbox.settle()
    const call = createExecution([sent(0, smsId), sent(1, '8'), sent(2, '9'), sent(3, '10')])
    expect(await call('item=1&msgid=8&status=d')).toBeUndefined()
    expect(await call('item=2&msgid=9&status=d')).toBeUndefined()
    expect(await call('item=3&msgid=10&status=d')).toMatchObject([
      { deliveryReport: { status: 'DELIVERED', statusRaw: 'd' } },
      {},
      {},
      {},
    ])
    expect(sandbox.requests.filter(({ endpoint }) => endpoint === 'status/sms')).toHaveLength(3)
  })
})
