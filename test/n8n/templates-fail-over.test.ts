import { afterAll, beforeAll, expect, test } from 'vitest'
import { importTemplate } from './import-template.ts'
import type { SavedWorkflow } from './rest-client.ts'
import { chain, itemsNode, openWorkbench, start, type Workbench } from './workbench.ts'

let bench: Workbench
let template: SavedWorkflow
/** The same with a NetOxygen account whose credits are used up: it refuses every recipient. */
let poorBench: Workbench
let poorTemplate: SavedWorkflow

const publish = async (own: Workbench) => {
  const saved = await importTemplate(own, 'fail-over')
  await own.rest.activate(saved)
  return saved
}

beforeAll(async () => {
  bench = await openWorkbench()
  template = await publish(bench)
  poorBench = await openWorkbench({ accounts: { netoxygen: [{ credits: 0 }] } })
  poorTemplate = await publish(poorBench)
})
afterAll(async () => {
  await bench.rest.deactivate(template)
  await poorBench.rest.deactivate(poorTemplate)
  await bench.close()
  await poorBench.close()
})

const text = 'Your table is ready.'

/** Calls the template from another workflow, as a user would, and gives its result. */
const send = async (own: Workbench, { id }: SavedWorkflow, messages: readonly { to: string; text: string }[]) => {
  own.sandbox.requests.clear()
  const caller = await own.rest.saveWorkflow(
    chain('calls the fail-over', start, itemsNode(messages), {
      name: 'Send',
      type: 'n8n-nodes-base.executeWorkflow',
      typeVersion: 1.4,
      parameters: {
        workflowId: { __rl: true, mode: 'id', value: id },
        workflowInputs: {
          mappingMode: 'defineBelow',
          value: { to: '={{ $json.to }}', text: '={{ $json.text }}' },
          matchingColumns: [],
          schema: ['to', 'text'].map((name) => ({
            id: name,
            displayName: name,
            type: 'string',
            display: true,
            required: false,
          })),
        },
      },
    }),
  )
  const execution = await own.rest.runWorkflow(caller, 'Start')
  expect(execution.error).toBeUndefined()
  return execution.items('Send').map(({ json }) => json)
}

const sendTo = (own: Workbench, workflow: SavedWorkflow, ...numbers: readonly string[]) =>
  send(
    own,
    workflow,
    numbers.map((to) => ({ to, text })),
  )

/** Where SMS were sent, whatever the caller got to see of it. */
const sendsOf = ({ sandbox }: Workbench) =>
  sandbox.requests
    .filter(({ endpoint, processed }) => processed && (endpoint === 'send_message' || endpoint === 'sms/send'))
    .map(({ gateway }) => gateway)

/** The texts that reached a number, through whichever provider. */
const received = async ({ sandbox }: Workbench, to: string) => {
  const messages = await (await fetch(`${sandbox.origin}/inspector/messages?to=${to}`)).json()
  return (messages as { text: string }[]).map((message) => message.text)
}

test('an SMS that NetOxygen takes goes to nobody else', async () => {
  expect(await sendTo(bench, template, '41791500001')).toMatchObject([
    { to: '41791500001', state: 'sent', provider: 'NetOxygen', id: expect.any(String) },
  ])
  expect(sendsOf(bench)).toEqual(['netoxygen'])
})

test('what NetOxygen refuses goes out through sms365, exactly once', async () => {
  const numbers = ['306971500002', '306971500003']
  const results = await sendTo(poorBench, poorTemplate, ...numbers)
  expect(results).toMatchObject(
    numbers.map((to) => ({ to, state: 'sent', provider: 'sms365', id: expect.any(String) })),
  )
  for (const to of numbers) expect(await received(poorBench, to)).toEqual([text])
})

test('no second SMS is sent when the first may have gone out', async () => {
  const to = '306971500004'
  await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'netoxygen', endpoint: 'send_message' })
  expect(await sendTo(bench, template, to)).toMatchObject([{ to, state: 'unknown', error: expect.any(String) }])
  expect(await received(bench, to)).toEqual([text])
  expect(sendsOf(bench)).toEqual(['netoxygen'])
})

test('an SMS that the second provider may have sent is not called unsent', async () => {
  const to = '306971500005'
  await poorBench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/send' })
  expect(await sendTo(poorBench, poorTemplate, to)).toMatchObject([{ to, state: 'unknown' }])
  expect(await received(poorBench, to)).toEqual([text])
})

test('of several items each has its own result: sent, sent elsewhere, and sent by nobody', async () => {
  const results = await sendTo(bench, template, '41791500006', '306971990007')
  expect(results.toSorted((left, right) => String(left['to']).localeCompare(String(right['to'])))).toMatchObject([
    { to: '306971990007', state: 'not-sent', error: expect.stringContaining('103') },
    { to: '41791500006', state: 'sent', provider: 'NetOxygen' },
  ])
})

test('what either provider may have sent is in the result, with the name of the provider', async () => {
  const faults = [
    { kind: 'resetAfterRead', gateway: 'netoxygen', endpoint: 'send_message', processed: false },
    { kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/send' },
  ] as const
  for (const fault of faults) await poorBench.sandbox.faults.add(fault)
  // Different texts do not share a request, so only one of them meets the fault.
  const messages = [
    { to: '306971500007', text: 'One' },
    { to: '306971500008', text: 'Two' },
  ]
  const results = await send(poorBench, poorTemplate, messages)
  expect(results.map(({ state }) => state)).toEqual(['unknown', 'unknown'])
  expect(results.map(({ provider }) => String(provider)).toSorted()).toEqual(['NetOxygen', 'sms365'])
})

test('nothing comes of an empty list', async () => {
  expect(await sendTo(bench, template)).toEqual([])
  expect(bench.sandbox.requests).toEqual([])
})
