import { randomUUID } from 'node:crypto'
import { createManualClock, type ManualClock } from '@heliograph/sandbox'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { importTemplate, listOf } from './import-template.ts'
import type { FinishedExecution, SavedWorkflow } from './rest-client.ts'
import { until } from './until.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const secret = 'a-secret-nobody-guesses'
const schedule = 'Every Morning'
let bench: Workbench
let clock: ManualClock
let timeZone: string

// Reports come when the test lets time pass.
beforeAll(async () => {
  clock = createManualClock()
  bench = await openWorkbench({ clock, deliveryDelayMs: 1_000 })
  timeZone = (await bench.rest.request<{ timezone: string }>('GET', '/settings')).timezone
})
afterAll(() => bench.close())

/** Noon, by the clock of this n8n, on the day that is so many days ahead. */
const noonIn = (days: number): string => {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now() + days * 86_400_000)
  return `${day}T12:00:00`
}

// The table of the template outlives a test, so each needs appointments of its own.
const appointment = (mobile: string, daysAhead = 1, more: object = {}) => ({
  id: randomUUID(),
  name: 'Maria',
  mobile,
  startsAt: noonIn(daysAhead),
  ...more,
})

const importReminders = (appointments: readonly object[], callbackSecret = secret) =>
  importTemplate(bench, 'appointment-reminders', {
    Appointments: listOf(appointments),
    'Delivery Reports': { callbackSecret },
  })

const publish = async (workflow: SavedWorkflow) => {
  await bench.rest.activate(workflow)
  onTestFinished(async () => {
    await bench.rest.deactivate(workflow)
  })
}

const run = async (workflow: SavedWorkflow): Promise<FinishedExecution> => {
  const execution = await bench.rest.runWorkflow(workflow, schedule)
  expect(execution.error).toBeUndefined()
  return execution
}

/** The SMS that went out to a number, whatever n8n got to see of it. */
const sentTo = async (to: string) => {
  const response = await fetch(`${bench.sandbox.origin}/inspector/messages?to=${to}`)
  return (await response.json()) as { text: string; callback: { state: string } | null }[]
}

const idsOf = (execution: FinishedExecution, node: string) =>
  execution.itemsOfAllRuns(node).map(({ json }) => String(json['reminder'] ?? json['id']).split(' ')[0])

test('who has an appointment tomorrow gets one SMS with its time, and nobody else gets one', async () => {
  const due = appointment('306971600001')
  const workflow = await importReminders([due, appointment('306971600002', 2), appointment('306971600003', 0)])
  await run(workflow)
  const messages = await sentTo('306971600001')
  expect(messages).toHaveLength(1)
  expect(messages[0]?.text).toMatch(/^Dear Maria, we expect you tomorrow, \d+ \w+, at 12:00\.$/)
  expect(await sentTo('306971600002')).toEqual([])
  expect(await sentTo('306971600003')).toEqual([])
})

test('nobody is reminded twice, however often the workflow runs and the list repeats itself', async () => {
  const due = appointment('306971600004')
  const workflow = await importReminders([due, due])
  for (const _run of [1, 2, 3]) await run(workflow)
  expect(await sentTo('306971600004')).toHaveLength(1)
})

test('an appointment that moves is reminded of anew', async () => {
  const due = appointment('306971600005')
  await run(await importReminders([due]))
  await run(await importReminders([{ ...due, startsAt: due.startsAt.replace('T12', 'T13') }]))
  expect(await sentTo('306971600005')).toHaveLength(2)
})

test('what was certainly not sent is told apart, and sent by the next run', async () => {
  const [good, bad] = [appointment('306971600006'), appointment('306971990007')]
  const first = await run(await importReminders([bad, good]))
  expect(idsOf(first, 'Not Sent')).toEqual([bad.id])
  expect(idsOf(first, 'Look First')).not.toContain(bad.id)
  const second = await run(await importReminders([{ ...bad, mobile: '306971600007' }, good]))
  expect(idsOf(second, 'Not Sent')).toEqual([])
  expect(await sentTo('306971600007')).toHaveLength(1)
  expect(await sentTo('306971600006')).toHaveLength(1)
})

test('what may have been sent is never sent again, and comes out at each run until it is known', async () => {
  const to = '306971600008'
  const due = appointment(to)
  const workflow = await importReminders([due])
  await publish(workflow)
  await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/send' })
  expect(idsOf(await run(workflow), 'Look First')).toEqual([due.id])
  expect(idsOf(await run(workflow), 'Look First')).toEqual([due.id])
  expect(await sentTo(to)).toHaveLength(1)

  // The report of the SMS that nobody was sure of.
  clock.advance(2_000)
  await reportRuns(workflow, 1)
  expect(idsOf(await run(workflow), 'Look First')).toEqual([])
  expect(await sentTo(to)).toHaveLength(1)
})

test('a row that cannot be read is put aside, and an empty list is no failure', async () => {
  const rows = [{ name: 'nobody' }, appointment('306971600009', 1, { startsAt: 'soon' })]
  const execution = await run(await importReminders(rows))
  expect(execution.items('Mend These Rows')).toHaveLength(2)
  expect((await run(await importReminders([]))).items('Send Reminder')).toEqual([])
})

/** What the runs say that delivery reports have started, once there are so many. */
const reportRuns = async (workflow: SavedWorkflow, count: number) => {
  const list = async () => (await bench.rest.listExecutions(workflow)).filter(({ mode }) => mode === 'webhook')
  await until(`${count} delivery reports`, async () => (await list()).length >= count)
  return Promise.all((await list()).map(({ id }) => bench.rest.finishedExecution(id)))
}

test('the delivery report of each SMS finds its appointment, and says who was not reached', async () => {
  const [reached, missed] = [appointment('306971600010'), appointment('306971990002')]
  const workflow = await importReminders([reached, missed])
  await publish(workflow)
  await run(workflow)
  clock.advance(2_000)
  const runs = await reportRuns(workflow, 2)
  const at = (node: string) => runs.flatMap((execution) => execution.items(node).map(({ json }) => json))
  expect(at('Delivered')).toMatchObject([
    { reminder: expect.stringContaining(`${reached.id} `), mobile: reached.mobile, state: 'DELIVERED' },
  ])
  expect(at('Not Delivered')).toMatchObject([
    { reminder: expect.stringContaining(`${missed.id} `), mobile: missed.mobile, state: 'FAILED' },
  ])
  await run(workflow)
  expect(await sentTo(reached.mobile)).toHaveLength(1)
})

test('an n8n that sms365 cannot reach publishes it without the reports, and asks for none', async () => {
  const due = appointment('306971600011')
  const { name, nodes, connections } = await importReminders([due], '')
  const workflow = await bench.rest.saveWorkflow({
    name,
    connections,
    nodes: nodes.map((node) => (node.name === 'Delivery Reports' ? { ...node, disabled: true } : node)),
  })
  await publish(workflow)
  await run(workflow)
  const [sent] = bench.sandbox.requests.filter(({ fields }) => fields['to'] === due.mobile)
  expect(sent?.fields).not.toHaveProperty('callback')
  expect(await sentTo(due.mobile)).toHaveLength(1)
})
