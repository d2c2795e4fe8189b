import { createManualClock, type ManualClock } from '@heliograph/sandbox'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { RestClient } from './rest-client.ts'
import { createN8nHome } from './start-n8n.ts'
import { until } from './until.ts'
import { chain, itemsNode, openWorkbench, ourNode, start, type Workbench } from './workbench.ts'

let bench: Workbench
let clock: ManualClock

// Reports come when the test lets time pass, however long n8n takes until it waits: after 1 s, those of a slow number after 10 s.
// More than that at once would cut off the call with the report, which has 10 s too.
const open = async (origin?: string) => {
  clock = createManualClock()
  return openWorkbench({ clock, deliveryDelayMs: 1_000, ...(origin !== undefined && { origin }) })
}

beforeAll(async () => {
  bench = await open()
})
afterAll(() => bench.close())

const saveWorkflow = ({ rest, sms365 }: Workbench, people: readonly object[], more: object = {}) =>
  rest.saveWorkflow(
    chain(
      'waits for reports',
      start,
      itemsNode(people),
      {
        name: 'Send',
        type: ourNode('sms365'),
        credentials: sms365,
        parameters: {
          resource: 'sms',
          operation: 'sendThenReport',
          to: '={{ $json.mobile }}',
          text: 'Hello',
          waitMinutes: 5,
          ...more,
        },
      },
      { name: 'After', type: 'n8n-nodes-base.noOp' },
    ),
  )

/** The address that sms365 calls for the SMS to a number, once the sandbox has come so far with it. */
const callbackOf = ({ sandbox }: Workbench, to: string, state: string): Promise<string> =>
  until(`the callback for ${to} to be ${state}`, async () => {
    const response = await fetch(`${sandbox.origin}/inspector/messages?to=${to}`)
    const messages = (await response.json()) as { callback: { url: string; state: string } }[]
    return messages.find(({ callback }) => callback.state === state)?.callback.url
  })

test('the workflow pauses after the send, and goes on with the report on the item', async () => {
  const workflow = await saveWorkflow(bench, [{ mobile: '306971300001' }])
  const id = await bench.rest.startWorkflow(workflow, 'Start')
  await bench.rest.pausedExecution(id)
  clock.advance(2_000)
  const execution = await bench.rest.finishedExecution(id)
  expect(execution.error).toBeUndefined()
  expect(execution.items('After')).toMatchObject([
    {
      json: {
        smsId: expect.any(String),
        cost: '1',
        deliveryReport: { status: 'DELIVERED', statusRaw: 'd', to: '306971300001', receivedAt: expect.any(String) },
      },
    },
  ])
  // What the node before gave is not changed by the waiting.
  expect(execution.items('Items')).toMatchObject([{ json: { mobile: '306971300001' } }])
})

test('with several items it waits for the last report, and each gets its own', async () => {
  const workflow = await saveWorkflow(bench, [
    { mobile: '306971300002' },
    { mobile: '306971990002' },
    { mobile: '306971990006' },
  ])
  const id = await bench.rest.startWorkflow(workflow, 'Start')
  await bench.rest.pausedExecution(id)
  clock.advance(2_000)
  for (const to of ['306971300002', '306971990002']) await callbackOf(bench, to, 'answered')
  await bench.rest.pausedExecution(id)
  clock.advance(9_000)
  const execution = await bench.rest.finishedExecution(id)
  expect(execution.items('After').map(({ json }) => json['deliveryReport'])).toMatchObject([
    { status: 'DELIVERED', to: '306971300002' },
    { status: 'FAILED', to: '306971990002' },
    { status: 'DELIVERED', to: '306971990006' },
  ])
})

test('with the error output, what was refused goes there, and the others wait for their reports', async () => {
  const { rest, sms365 } = bench
  const workflow = await rest.saveWorkflow(
    chain('waits, with errors', start, itemsNode([{ mobile: '306971300006' }, { mobile: 'nobody' }]), {
      name: 'Send',
      type: ourNode('sms365'),
      credentials: sms365,
      onError: 'continueErrorOutput',
      parameters: {
        resource: 'sms',
        operation: 'sendThenReport',
        to: '={{ $json.mobile }}',
        text: 'Hello',
        waitMinutes: 5,
      },
    }),
  )
  const id = await rest.startWorkflow(workflow, 'Start')
  await rest.pausedExecution(id)
  clock.advance(2_000)
  const execution = await rest.finishedExecution(id)
  expect(execution.items('Send')).toMatchObject([{ json: { deliveryReport: { status: 'DELIVERED' } } }])
})

test('a forged call, a strange one and a repeated one change nothing', async () => {
  const to = '306971300003'
  const workflow = await saveWorkflow(bench, [{ mobile: to }])
  const id = await bench.rest.startWorkflow(workflow, 'Start')
  await bench.rest.pausedExecution(id)
  const url = await callbackOf(bench, to, 'waiting')
  const forged = new URL(url)
  forged.searchParams.set('signature', '0'.repeat(url.length))
  expect((await fetch(`${forged.href}&msgid=1&status=d`)).status).toBe(401)
  forged.searchParams.delete('signature')
  expect((await fetch(`${forged.href}&msgid=1&status=d`)).status).toBe(401)
  expect(await (await fetch(`${url}&msgid=1&status=d`)).text()).toBe('ACK/easysms')
  await bench.rest.pausedExecution(id)

  clock.advance(2_000)
  const execution = await bench.rest.finishedExecution(id)
  expect(execution.items('After')).toHaveLength(1)
  const smsId = String(execution.items('After')[0]?.json['smsId'])
  expect((await fetch(`${url}&msgid=${smsId}&status=f`)).ok).toBe(false)
  expect((await bench.rest.finishedExecution(id)).items('After')).toEqual(execution.items('After'))
})

test('a send that is refused does not pause the workflow', async () => {
  const workflow = await saveWorkflow(bench, [{ mobile: '306971990004' }])
  const id = await bench.rest.startWorkflow(workflow, 'Start')
  const execution = await bench.rest.finishedExecution(id)
  expect(execution.error?.message).toContain('105')
})

test('a code for the second factor is reported too', async () => {
  const { rest, sms365 } = bench
  const workflow = await rest.saveWorkflow(
    chain('waits for a code', start, {
      name: 'Send',
      type: ourNode('sms365'),
      credentials: sms365,
      parameters: { resource: 'twoFactor', operation: 'sendThenReport', to: '306971300004', waitMinutes: 5 },
    }),
  )
  const id = await rest.startWorkflow(workflow, 'Start')
  await rest.pausedExecution(id)
  clock.advance(2_000)
  const execution = await rest.finishedExecution(id)
  expect(execution.items('Send')).toMatchObject([
    { json: { authId: expect.any(String), deliveryReport: { status: 'DELIVERED', to: '306971300004' } } },
  ])
})

test('a restart of n8n between the send and the report loses nothing, and a known report stays known', async () => {
  const { installation, packageFolder } = inject('n8n')
  const home = createN8nHome(installation, packageFolder)
  onTestFinished(() => home.remove())
  const before = await home.start()
  const own = await open(before.origin)
  onTestFinished(() => own.close())
  const workflow = await saveWorkflow(own, [{ mobile: '306971300005' }, { mobile: '306971990006' }])
  const id = await own.rest.startWorkflow(workflow, 'Start')
  await own.rest.pausedExecution(id)
  await before.stop()
  // This one is called in vain while n8n is down; it is asked for when the other one comes.
  clock.advance(2_000)
  await callbackOf(own, '306971300005', 'failed')

  const after = await home.start({ port: Number(new URL(before.origin).port) })
  onTestFinished(() => after.stop())
  clock.advance(9_000)
  const rest = new RestClient(before.origin, installation)
  await rest.signIn()
  const execution = await rest.finishedExecution(id)
  expect(execution.items('After').map(({ json }) => json['deliveryReport'])).toMatchObject([
    { status: 'DELIVERED' },
    { status: 'DELIVERED', to: '306971990006' },
  ])
})

test('when the limit passes the workflow goes on without a report, and the item keeps its id', async () => {
  const workflow = await saveWorkflow(bench, [{ mobile: '306971990003' }], { waitMinutes: 0.02 })
  const id = await bench.rest.startWorkflow(workflow, 'Start')
  await bench.rest.pausedExecution(id)
  // n8n looks once a minute for executions whose time has come.
  const execution = await bench.rest.finishedExecution(id, 100_000)
  expect(execution.error).toBeUndefined()
  expect(execution.items('After')).toMatchObject([{ json: { smsId: expect.any(String), deliveryReport: null } }])
})
