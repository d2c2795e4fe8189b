import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Sms365 } from '../../nodes/Sms365/Sms365.node.ts'
import { fillPanel } from '../testing/fill-panel.ts'
import { type Bench, openBench } from '../testing/open-bench.ts'
import { type NodeRun, runInN8n } from '../testing/run-in-n8n.ts'
import type { Awaited } from './awaited-items.ts'

const to = '306971234567'

let bench: Bench
beforeEach(async () => {
  // No report comes of itself.
  bench = await openBench({ deliveryDelayMs: 3_600_000 })
})
afterEach(() => bench.sandbox.close())

/** Runs a waiting operation, and gives what n8n would store beside what the node gave. */
const send = async (operation: string, values: Record<string, string | number>, rest: Partial<NodeRun> = {}) => {
  const node: INodeType = new Sms365()
  let stored: { awaited?: Awaited } = {}
  let atLimit: INodeExecutionData[] = []
  const { execute } = node
  node.execute = async function (this: IExecuteFunctions) {
    const result = await execute?.call(this)
    stored = this.getContext('node')
    atLimit = this.getExecuteData().data['main']?.[0] ?? []
    return result ?? []
  }
  const [resource = '', verb = ''] = operation.split('.')
  const parameters = fillPanel(node, resource, verb, values)
  const run = await runInN8n({ node, parameters, credential: bench.credentialOf('sms365'), ...rest })
  return { ...run, awaited: stored.awaited, atLimit }
}

const callbacks = () => [...bench.sandbox.requests].map(({ fields }) => fields['callback'])

test('what waits stays whole where failed items go to the error output', async () => {
  const { items, errorItems, awaited, atLimit } = await send(
    'sms.sendThenReport',
    { to: '={{ $json.phone }}', text: 'Hello' },
    { items: [{ phone: to }, { phone: 'nobody' }], onError: 'continueErrorOutput' },
  )
  expect([items.length, errorItems.length]).toEqual([1, 1])
  expect(awaited?.items.map(({ json }) => Object.keys(json)[0])).toEqual(['smsId', 'error'])
  expect(atLimit).toEqual(awaited?.items)
})

test('with Execute Once too the item keeps its id at the limit', async () => {
  const rest = { items: [{ phone: to }, { phone: to }], executeOnce: true }
  const { atLimit } = await send('sms.sendThenReport', { to, text: 'Hello' }, rest)
  expect(atLimit).toMatchObject([{ json: { smsId: expect.any(String), deliveryReport: null } }])
})

test('each SMS has a callback of its own, in each run', async () => {
  for (const _run of [1, 2]) {
    await send('twoFactor.sendThenReport', { to: '={{ $json.phone }}' }, { items: [{ phone: to }, { phone: to }] })
  }
  expect(new Set(callbacks()).size).toBe(4)
})

test('a limit that cannot be evaluated fails before anything is sent', async () => {
  const { error } = await send('sms.sendThenReport', {
    to,
    text: 'Hello',
    waitMinutes: "={{ $('Nowhere').item.json.minutes }}",
  })
  expect(error).toBeDefined()
  expect(bench.calledEndpoints()).toEqual([])
})

test('a credential that cannot be read once the SMS is out does not lose what the send gave', async () => {
  let readings = 0
  const { items, error } = await send(
    'sms.sendThenReport',
    { to, text: 'Hello' },
    {
      readCredential: () => {
        readings += 1
        if (readings > 1) throw new Error('the database is locked')
      },
    },
  )
  expect([readings, error]).toEqual([2, undefined])
  expect(items).toMatchObject([{ json: { smsId: expect.any(String), deliveryReport: null } }])
})
