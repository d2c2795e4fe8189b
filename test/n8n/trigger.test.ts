import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { SavedWorkflow } from './rest-client.ts'
import { until } from './until.ts'
import { chain, openWorkbench, ourNode, start, type Workbench } from './workbench.ts'

const secret = 'a-secret-nobody-guesses'
let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())

const noOp = { name: 'Report', type: 'n8n-nodes-base.noOp' }

/** An active workflow that starts with delivery reports, and the address that sms365 would call. */
const activateTrigger = async (parameters: Record<string, unknown> = {}) => {
  const webhookId = randomUUID()
  const trigger = {
    name: 'sms365 Trigger',
    type: ourNode('sms365Trigger'),
    webhookId,
    parameters: { callbackSecret: secret, ...parameters },
  }
  const workflow = await bench.rest.saveWorkflow(chain('delivery reports', trigger, noOp))
  await bench.rest.activate(workflow)
  onTestFinished(async () => {
    await bench.rest.deactivate(workflow)
  })
  return {
    workflow,
    path: `/${webhookId}/delivery-report`,
    url: `${bench.rest.origin}/webhook/${webhookId}/delivery-report`,
  }
}

const callback = (url: string, parameters: Record<string, string>) =>
  fetch(
    `${url}?${new URLSearchParams({ secret, status: 'd', cost: '1', to: '306971234567', ...parameters }).toString()}`,
  )

/** The reports of the first `count` runs, once there are so many. */
const reportsOf = async (workflow: SavedWorkflow, count: number) => {
  await until(`${count} runs`, async () => (await bench.rest.listExecutions(workflow)).length >= count)
  const runs = await bench.rest.listExecutions(workflow)
  const executions = await Promise.all(runs.toReversed().map(({ id }) => bench.rest.finishedExecution(id)))
  return executions.map((execution) => execution.items('Report').map(({ json }) => json))
}

test('the report of an SMS that a workflow sends starts another workflow, with what the sender put into the callback', async () => {
  const { workflow, path } = await activateTrigger()
  const expression = `={{ $execution.resumeUrl.split("-waiting/")[0] }}${path}?secret=${secret}&order=A-17`
  const sender = await bench.rest.saveWorkflow(
    chain('sends with a callback', start, {
      name: 'Send',
      type: ourNode('sms365'),
      credentials: bench.sms365,
      parameters: {
        resource: 'sms',
        operation: 'send',
        to: '306971112222',
        text: 'Hello',
        additionalFields: { callback: expression },
      },
    }),
  )
  const sent = await bench.rest.runWorkflow(sender, 'Start')
  expect(sent.error).toBeUndefined()
  const [{ json }] = sent.items('Send') as [{ json: { smsId: string } }]
  const [[report]] = (await reportsOf(workflow, 1)) as [[Record<string, unknown>]]
  expect(report).toMatchObject({
    smsId: json.smsId,
    status: 'DELIVERED',
    statusRaw: 'd',
    to: '306971112222',
    cost: '1',
    mcc: '202',
    correlation: { order: 'A-17' },
    previousStatus: null,
  })
  await bench.sandbox.settle()
  const inspected = await fetch(`${bench.sandbox.origin}/inspector/messages?to=306971112222`)
  expect(await inspected.json()).toMatchObject([{ callback: { state: 'answered', detail: 'HTTP 200' } }])
})

test('a call is acknowledged as sms365 expects it', async () => {
  const { url } = await activateTrigger()
  const response = await callback(url, { msgid: '1' })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('ACK/easysms')
})

test('a call with a wrong secret, or with none, is refused and starts nothing', async () => {
  const { workflow, url } = await activateTrigger()
  expect((await callback(url, { msgid: '1', secret: 'a-secret-somebody-guesses' })).status).toBe(401)
  expect((await fetch(`${url}?msgid=2&status=d`)).status).toBe(401)
  await callback(url, { msgid: '3' })
  expect(await reportsOf(workflow, 1)).toMatchObject([[{ smsId: '3' }]])
})

test('a call that is no report is refused and starts nothing', async () => {
  const { workflow, url } = await activateTrigger()
  expect((await fetch(`${url}?secret=${secret}`)).status).toBe(400)
  await callback(url, { msgid: '3' })
  expect(await reportsOf(workflow, 1)).toMatchObject([[{ smsId: '3' }]])
})

test('a repeated report is acknowledged and starts nothing; one that contradicts it starts a run that says so', async () => {
  const { workflow, url } = await activateTrigger()
  await callback(url, { msgid: '7' })
  expect(await (await callback(url, { msgid: '7' })).text()).toBe('ACK/easysms')
  await callback(url, { msgid: '7', status: 's' })
  await callback(url, { msgid: '7', status: 'f' })
  expect(await reportsOf(workflow, 2)).toMatchObject([
    [{ smsId: '7', status: 'DELIVERED', previousStatus: null }],
    [{ smsId: '7', status: 'FAILED', previousStatus: 'DELIVERED' }],
  ])
})

test('many reports at once start a run each, and their repeats none', async () => {
  const { workflow, url } = await activateTrigger()
  const ids = Array.from({ length: 20 }, (_, index) => String(index + 100))
  await Promise.all(ids.map((msgid) => callback(url, { msgid })))
  await Promise.all(ids.map((msgid) => callback(url, { msgid })))
  await callback(url, { msgid: '99' })
  const reports = await reportsOf(workflow, ids.length + 1)
  expect(
    reports
      .flat()
      .map(({ smsId }) => String(smsId))
      .toSorted(),
  ).toEqual([...ids, '99'].toSorted())
})

test('only the statuses that are chosen start a run', async () => {
  const { workflow, url } = await activateTrigger({ statuses: ['FAILED'] })
  expect(await (await callback(url, { msgid: '1' })).text()).toBe('ACK/easysms')
  await callback(url, { msgid: '2', status: 'f' })
  expect(await reportsOf(workflow, 1)).toMatchObject([[{ smsId: '2', status: 'FAILED' }]])
})

test('a workflow whose secret is too short is not activated, and n8n says why', async () => {
  await expect(activateTrigger({ callbackSecret: 'short' })).rejects.toThrow('It needs at least 16 characters')
})

const polling = (more: object = {}) => ({
  name: 'sms365 Trigger',
  type: ourNode('sms365Trigger'),
  credentials: bench.sms365,
  parameters: { mode: 'poll', pollEvery: '0 * * * * *' },
  ...more,
})

const send = async (to: string): Promise<string> => {
  const body = new URLSearchParams({ key: bench.sandbox.credentials.sms365.apiKey, type: 'json', to, text: 'Hello' })
  const response = await fetch(`${bench.sandbox.baseUrls.sms365}/sms/send`, { method: 'POST', body })
  return ((await response.json()) as { smsId: string }).smsId
}

test('in poll mode the workflow starts with an item for each report', async () => {
  const ids = [await send('306971112221'), await send('306971990002')]
  await bench.sandbox.settle()
  const workflow = await bench.rest.saveWorkflow(chain('polls', polling(), noOp))
  await bench.rest.activate(workflow)
  onTestFinished(async () => {
    await bench.rest.deactivate(workflow)
  })
  const reports = (await reportsOf(workflow, 1)).flat()
  expect(reports.filter(({ smsId }) => ids.includes(String(smsId)))).toMatchObject([
    { smsId: ids[0], status: 'DELIVERED', previousStatus: null },
    { smsId: ids[1], status: 'FAILED' },
  ])
})

test('in poll mode a wrong credential keeps the workflow from being activated', async () => {
  const { baseUrls } = bench.sandbox
  const credentials = await bench.rest.saveCredential('sms365Api', { apiKey: 'wrong', baseUrl: baseUrls.sms365 })
  const workflow = await bench.rest.saveWorkflow(chain('polls in vain', polling({ credentials }), noOp))
  await expect(bench.rest.activate(workflow)).rejects.toThrow(/101/)
})

test('a manual run in poll mode shows the latest reports and takes none', async () => {
  const id = await send('306971112223')
  await bench.sandbox.settle()
  const workflow = await bench.rest.saveWorkflow(chain('tries polling', polling(), noOp))
  bench.sandbox.requests.clear()
  const execution = await bench.rest.runWorkflow(workflow, 'sms365 Trigger')
  expect(execution.items('Report').at(-1)?.json).toMatchObject({ smsId: id, status: 'DELIVERED' })
  expect(bench.sandbox.requests.map(({ endpoint }) => endpoint)).toEqual(['history/single/list'])
})
