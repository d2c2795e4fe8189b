import { afterEach, expect, inject, onTestFinished, test } from 'vitest'
import { importTemplate, valuesOf } from './import-template.ts'
import { RestClient, type SavedWorkflow } from './rest-client.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const tellMobile = '306971800001'
const limits = { sms365Below: 500, viberBelow: 100, netOxygenBelow: 500 }
const tableName = 'sms_balance_alerts'

/** The template at accounts with so much credit. */
const open = async (sms365Balance: number, netOxygenCredits: number, to = tellMobile) => {
  const bench = await openWorkbench({
    accounts: { sms365: [{ balance: sms365Balance }], netoxygen: [{ credits: netOxygenCredits }] },
  })
  onTestFinished(() => bench.close())
  const workflow = await importTemplate(bench, 'low-balance-alert', {
    Settings: valuesOf({ tellMobile: to, ...limits }),
  })
  return { bench, workflow }
}

const run = async ({ rest }: Workbench, workflow: SavedWorkflow) => {
  const execution = await rest.runWorkflow(workflow, 'Every Hour')
  expect(execution.error).toBeUndefined()
  return execution
}

/** The alerts that went out, whatever n8n got to see of them. */
const alerts = async ({ sandbox }: Workbench) => {
  const messages = await (await fetch(`${sandbox.origin}/inspector/messages`)).json()
  return (messages as { gateway: string; to: string; text: string }[]).map(({ gateway, to, text }) => ({
    gateway,
    to,
    text,
  }))
}

// The alert of one test would silence the next.
afterEach(async () => {
  const rest = new RestClient(inject('n8n').origin, inject('n8n').installation)
  await rest.signIn()
  const { data } = await rest.request<{ data: { id: string; name: string; projectId: string }[] }>(
    'GET',
    '/data-tables-global',
  )
  for (const { id, name, projectId } of data) {
    if (name === tableName) await rest.request('DELETE', `/projects/${projectId}/data-tables/${id}`)
  }
})

test('enough credit alarms nobody', async () => {
  const { bench, workflow } = await open(500, 500)
  await run(bench, workflow)
  expect(await alerts(bench)).toEqual([])
})

test('a low balance is told once, through the other provider, however often it is read', async () => {
  const { bench, workflow } = await open(499, 9_000)
  for (const _hour of [1, 2, 3]) await run(bench, workflow)
  expect(await alerts(bench)).toEqual([
    {
      gateway: 'netoxygen',
      to: tellMobile,
      text: 'sms365 SMS has 499 left, which is less than 500. Please top it up.',
    },
  ])
})

test('low credits of NetOxygen are told through sms365', async () => {
  const { bench, workflow } = await open(9_000, 3)
  for (const _hour of [1, 2]) await run(bench, workflow)
  expect(await alerts(bench)).toMatchObject([{ gateway: 'sms365', text: expect.stringContaining('NetOxygen has 3') }])
})

test('after the account was topped up, the next low is told again', async () => {
  const first = await open(10, 9_000)
  await run(first.bench, first.workflow)
  const second = await open(9_000, 9_000)
  await run(second.bench, second.workflow)
  const third = await open(10, 9_000)
  await run(third.bench, third.workflow)
  expect(await alerts(third.bench)).toHaveLength(1)
})

test('an alert that was certainly not sent is tried again by the next run', async () => {
  const { bench, workflow } = await open(10, 0)
  const execution = await run(bench, workflow)
  // NetOxygen has no credit to tell of sms365, which in turn can tell of NetOxygen.
  expect(execution.itemsOfAllRuns('Nobody Told').map(({ json }) => json['account'])).toEqual(['sms365 SMS'])
  expect(await alerts(bench)).toMatchObject([{ gateway: 'sms365' }])
  const topped = await open(10, 9_000)
  await run(topped.bench, topped.workflow)
  expect(await alerts(topped.bench)).toMatchObject([{ gateway: 'netoxygen' }])
})

test('an alert that may have been sent is not sent again', async () => {
  const { bench, workflow } = await open(10, 9_000)
  await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'netoxygen', endpoint: 'send_message' })
  for (const _hour of [1, 2]) await run(bench, workflow)
  expect(await alerts(bench)).toHaveLength(1)
})

test('a provider that does not answer keeps nobody from being told of the others', async () => {
  const { bench, workflow } = await open(9_000, 3)
  await bench.sandbox.faults.add({ kind: 'htmlPage', gateway: 'sms365', endpoint: 'me/balance', count: Infinity })
  const execution = await run(bench, workflow)
  expect(execution.itemsOfAllRuns('Cannot Be Read')).toHaveLength(1)
  expect(await alerts(bench)).toMatchObject([{ gateway: 'sms365' }])
})

test('each Viber sender is told of by its name', async () => {
  const { bench, workflow } = await open(9_000, 9_000)
  const high = await importTemplate(bench, 'low-balance-alert', {
    Settings: valuesOf({ tellMobile, ...limits, viberBelow: 5_000 }),
  })
  await run(bench, workflow)
  expect(await alerts(bench)).toEqual([])
  await run(bench, high)
  const senders = (await alerts(bench)).map(({ text }) => text.split(' has ')[0] ?? '')
  expect(senders.toSorted()).toEqual(['sms365 Viber Example', 'sms365 Viber Paused', 'sms365 Viber Sandbox'])
})
