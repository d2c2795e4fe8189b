import { afterAll, beforeAll, expect, test } from 'vitest'
import { importTemplate, listOf } from './import-template.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())

const soon = { amount: 0.1, unit: 'seconds' }
const text = 'Your parcel is on its way.'

const follow = async (template: string, rows: readonly object[]) => {
  bench.sandbox.requests.clear()
  const workflow = await importTemplate(bench, template, { Messages: listOf(rows), Wait: soon })
  const execution = await bench.rest.runWorkflow(workflow, 'Start')
  expect(execution.error).toBeUndefined()
  return (node: string) => execution.itemsOfAllRuns(node).map(({ json }) => json)
}

const callsOf = (endpoint: string) =>
  bench.sandbox.requests.filter((request) => request.endpoint === endpoint && request.processed).length

const netOxygen = (...numbers: readonly string[]) =>
  follow(
    'netoxygen-wait-and-check',
    numbers.map((to) => ({ to, text })),
  )

const proxStop = (...numbers: readonly string[]) =>
  follow(
    'proxstop-wait-and-check',
    numbers.map((phone) => ({ country: '1', phone })),
  )

test('an SMS of NetOxygen is followed until it has arrived or failed, and each ends in its place', async () => {
  const itemsAt = await netOxygen('41791900001', '41791990002', '41791990006')
  expect(itemsAt('Arrived').map(({ to }) => to)).toEqual(['41791900001', '41791990006'])
  expect(itemsAt('Did Not Arrive')).toMatchObject([{ to: '41791990002', state: 'FAILED' }])
  expect(itemsAt('Still Open')).toEqual([])
  expect(callsOf('send_message')).toBe(1)
})

test('what is never decided ends as open, after fifteen looks', async () => {
  const itemsAt = await netOxygen('41791990003', '41791900002')
  expect(itemsAt('Still Open')).toMatchObject([{ to: '41791990003' }])
  expect(itemsAt('Arrived')).toMatchObject([{ to: '41791900002' }])
  expect(callsOf('get_status')).toBe(15)
})

test('a refused SMS is told apart from one that may have been sent, and neither is sent again', async () => {
  const refused = await netOxygen('41791990007')
  expect(refused('Not Sent')).toMatchObject([{ to: '41791990007' }])
  await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'netoxygen', endpoint: 'send_message' })
  const unknown = await netOxygen('41791900003')
  expect(unknown('Look First')).toMatchObject([{ to: '41791900003', details: { outcome: 'unknown' } }])
  expect(callsOf('send_message')).toBe(1)
})

test('a status that cannot be read is asked for again', async () => {
  await bench.sandbox.faults.add({ kind: 'htmlPage', gateway: 'netoxygen', endpoint: 'get_status', count: 4 })
  expect((await netOxygen('41791900004', '41791900005'))('Arrived')).toHaveLength(2)
  await bench.sandbox.faults.clear()
  await bench.sandbox.faults.add({ kind: 'htmlPage', gateway: 'proxstop', endpoint: 'telephonestatus', count: 4 })
  expect((await proxStop('4045556602', '4045556603'))('Arrived')).toMatchObject([{ state: 'DELIVERED' }, {}])
})

test('a code of ProxStop is followed until it has arrived or failed', async () => {
  const itemsAt = await proxStop('4045556601', '4045990002', '4045990003', '4045990007')
  expect(itemsAt('Arrived')).toMatchObject([{ phone: '4045556601', ref: expect.any(String), state: 'DELIVERED' }])
  expect(itemsAt('Did Not Arrive')).toMatchObject([{ phone: '4045990002', state: 'NOT_DELIVERED' }])
  expect(itemsAt('Still Open')).toMatchObject([{ phone: '4045990003', state: 'IN_PROGRESS' }])
  expect(itemsAt('Not Sent')).toMatchObject([{ phone: '4045990007' }])
  const codes = bench.sandbox.requests.flatMap(({ endpoint, fields }) =>
    endpoint === 'telephonesms' ? [fields['code']] : [],
  )
  expect(codes.every((code) => /^\d{5}$/.test(code ?? ''))).toBe(true)
  expect(new Set(codes).size).toBeGreaterThan(1)
})

test('an empty list is no failure', async () => {
  expect((await netOxygen())('Send')).toEqual([])
  expect((await proxStop())('Send')).toEqual([])
  expect(bench.sandbox.requests).toEqual([])
})
