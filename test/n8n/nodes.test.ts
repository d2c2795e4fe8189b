import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { createN8nHome } from './start-n8n.ts'
import { chain, itemsNode, openWorkbench, ourNode, start, type Workbench } from './workbench.ts'

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())

test('n8n finds every node of the package, and each action node as a tool of an AI agent', async () => {
  const { installation, packageFolder } = inject('n8n')
  const home = createN8nHome(installation, packageFolder)
  onTestFinished(() => home.remove())
  const file = join(home.userFolder, 'nodes.json')
  await home.run('export:nodes', `--output=${file}`)
  const names = (JSON.parse(readFileSync(file, 'utf8')) as { name: string }[]).map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('n8n-nodes-heliograph.')).toSorted()).toEqual(
    ['netOxygen', 'netOxygenTool', 'proxStop', 'proxStopTool', 'sms365', 'sms365Tool', 'sms365Trigger'].map(
      (name) => `n8n-nodes-heliograph.${name}`,
    ),
  )
})

test('sms365 sends an SMS to each item, in their order', async () => {
  const people = [{ mobile: '306971000001' }, { mobile: '306971000002' }, { mobile: '306971000003' }]
  const workflow = await bench.rest.saveWorkflow(
    chain('sms365 sends', start, itemsNode(people), {
      name: 'Send',
      type: ourNode('sms365'),
      credentials: bench.sms365,
      parameters: {
        resource: 'sms',
        operation: 'send',
        to: '={{ $json.mobile }}',
        text: '=Hello {{ $itemIndex + 1 }}',
      },
    }),
  )
  const execution = await bench.rest.runWorkflow(workflow, 'Start')
  expect(execution.error).toBeUndefined()
  const items = execution.items('Send')
  expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }])
  const sent = bench.sandbox.requests.filter(({ endpoint }) => endpoint === 'sms/send')
  expect(sent).toHaveLength(3)
  expect(items.map(({ json }) => json['smsId'])).toEqual([...new Set(items.map(({ json }) => json['smsId']))])
})

test('ProxStop sends a code', async () => {
  const workflow = await bench.rest.saveWorkflow(
    chain('ProxStop sends', start, {
      name: 'Send',
      type: ourNode('proxStop'),
      credentials: bench.proxStop,
      parameters: { resource: 'telephone', operation: 'sms', country: '1', phone: '4045556666', code: '4821' },
    }),
  )
  const execution = await bench.rest.runWorkflow(workflow, 'Start')
  expect(execution.error).toBeUndefined()
  expect(execution.items('Send')).toHaveLength(1)
  expect(bench.sandbox.requests.filter(({ gateway, processed }) => gateway === 'proxstop' && processed)).toHaveLength(1)
})

test('NetOxygen sends an SMS', async () => {
  const workflow = await bench.rest.saveWorkflow(
    chain('NetOxygen sends', start, {
      name: 'Send',
      type: ourNode('netOxygen'),
      credentials: bench.netOxygen,
      parameters: { resource: 'message', operation: 'send', to: '41792223344', message: 'Hello' },
    }),
  )
  const execution = await bench.rest.runWorkflow(workflow, 'Start')
  expect(execution.error).toBeUndefined()
  expect(execution.items('Send')).toMatchObject([{ json: { id: expect.any(String) } }])
})

test('the error output gets the items that were refused, with their outcome, and the others go on', async () => {
  const people = [{ mobile: '306971000004' }, { mobile: '306971990007' }]
  const workflow = await bench.rest.saveWorkflow(
    chain('error output', start, itemsNode(people), {
      name: 'Send',
      type: ourNode('sms365'),
      credentials: bench.sms365,
      onError: 'continueErrorOutput',
      parameters: { resource: 'sms', operation: 'send', to: '={{ $json.mobile }}', text: 'Hello' },
    }),
  )
  const execution = await bench.rest.runWorkflow(workflow, 'Start')
  expect(execution.items('Send', 0)).toMatchObject([{ json: { smsId: expect.any(String) }, pairedItem: { item: 0 } }])
  expect(execution.items('Send', 1)).toMatchObject([
    { json: { mobile: '306971990007', details: { outcome: 'not-accepted' } }, pairedItem: { item: 1 } },
  ])
})

test('a searchable list answers with the records of the account', async () => {
  const call = async (endpoint: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ key: bench.sandbox.credentials.sms365.apiKey, type: 'json', ...fields })
    await fetch(`${bench.sandbox.baseUrls.sms365}/${endpoint}`, { method: 'POST', body })
  }
  await call('group/add', { name: 'Customers' })
  const found = await bench.rest.request<{ results: { name: string }[] }>(
    'POST',
    '/dynamic-node-parameters/resource-locator-results',
    {
      nodeTypeAndVersion: { name: ourNode('sms365'), version: 1 },
      path: 'parameters.groupId',
      methodName: 'searchGroups',
      currentNodeParameters: { resource: 'group', operation: 'get' },
      credentials: bench.sms365,
      filter: 'cust',
    },
  )
  expect(found.results).toMatchObject([{ name: expect.stringContaining('Customers') }])
})
