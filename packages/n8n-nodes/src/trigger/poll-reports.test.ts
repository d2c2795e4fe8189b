import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import type { IDataObject, INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startPolling } from './poll-reports.ts'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox()
})
afterEach(() => sandbox.close())

interface Emission {
  readonly items: readonly INodeExecutionData[]
  readonly key: string
  readonly taken: PromiseWithResolvers<IRun>
}

/** n8n around a trigger: what it emitted, what it stored, and its clock. */
const createHost = (statuses: readonly string[] = []) => {
  const emissions: Emission[] = []
  const staticData: IDataObject = {}
  const failures: Error[] = []
  let tick = () => {}
  const functions = {
    getNode: () => ({ id: 'node', name: 'sms365 Trigger' }),
    getNodeParameter: (name: string, fallback: unknown) => (name === 'statuses' ? statuses : fallback),
    getCredentials: () =>
      Promise.resolve({ apiKey: sandbox.credentials.sms365.apiKey, baseUrl: sandbox.baseUrls.sms365 }),
    getWorkflowStaticData: () => staticData,
    emit: ([items = []]: INodeExecutionData[][], _response: undefined, taken: Emission['taken'], key: string) =>
      emissions.push({ items, key, taken }),
    saveFailedExecution: (error: Error) => failures.push(error),
    logger: { warn: () => {} },
    helpers: {
      createDeferredPromise: () => Promise.withResolvers<IRun>(),
      registerCron: (_cron: unknown, onTick: () => void) => {
        tick = onTick
      },
      httpRequest: async ({ url, body }: { url: string; body: string }) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const response = await fetch(url, { method: 'POST', headers, body })
        return { statusCode: response.status, headers: {}, body: await response.text() }
      },
    },
  } as unknown as ITriggerFunctions
  return { functions, emissions, staticData, failures, tick: () => tick() }
}

const send = async (to: string) => {
  const body = new URLSearchParams({ key: sandbox.credentials.sms365.apiKey, to, text: 'Hello' })
  await fetch(`${sandbox.baseUrls.sms365}/sms/send`, { method: 'POST', body })
  await sandbox.settle()
}

const recipients = async (count: number) => {
  for (let index = 0; index < count; index++) await send(`30697123456${index}`)
}

const run = {} as IRun

test('every report becomes an item of one run', async () => {
  await recipients(3)
  const host = createHost()
  await startPolling(host.functions)
  expect(host.emissions.map(({ items }) => items.length)).toEqual([3])
  expect(host.emissions[0]?.items[0]?.json).toMatchObject({ smsId: '1500003', status: 'DELIVERED', to: null })
})

test('no run is started where there is nothing new, or nothing that is wanted', async () => {
  const host = createHost(['FAILED'])
  await startPolling(host.functions)
  await recipients(1)
  host.tick()
  await expect.poll(() => sandbox.requests.filter(({ endpoint }) => endpoint === 'status/get')).toHaveLength(2)
  expect(host.emissions).toEqual([])
})

test('reports whose run could not be started are kept in static data, and emitted again under the same key', async () => {
  await recipients(2)
  const host = createHost()
  await startPolling(host.functions)
  host.emissions[0]?.taken.reject(new Error('database is locked'))
  await expect.poll(() => host.staticData['waiting']).toMatchObject([{ items: [{}, {}] }])

  host.tick()
  expect(host.emissions).toHaveLength(2)
  expect(host.emissions[1]?.items).toEqual(host.emissions[0]?.items)
  expect(host.emissions[1]?.key).toBe(host.emissions[0]?.key)
  host.emissions[1]?.taken.resolve(run)
  await expect.poll(() => host.staticData['waiting']).toEqual([])
})

test('reports that wait survive a new start of the workflow', async () => {
  await recipients(1)
  const before = createHost()
  await startPolling(before.functions)
  before.emissions[0]?.taken.reject(new Error('no database'))
  await expect.poll(() => before.staticData['waiting']).toHaveLength(1)

  const after = createHost()
  Object.assign(after.staticData, structuredClone(before.staticData))
  await startPolling(after.functions)
  expect(after.emissions.map(({ items }) => items.length)).toEqual([1])
})

test('a run that was started leaves nothing behind in static data', async () => {
  await recipients(1)
  const host = createHost()
  await startPolling(host.functions)
  host.emissions[0]?.taken.resolve(run)
  host.tick()
  await expect.poll(() => sandbox.requests.filter(({ endpoint }) => endpoint === 'status/get')).toHaveLength(2)
  expect(host.staticData).toEqual({})
  expect(host.emissions).toHaveLength(1)
})

test('a poll that fails is reported, and the next one goes on', async () => {
  const host = createHost()
  await startPolling(host.functions)
  await sandbox.faults.add({ kind: 'htmlPage', gateway: 'sms365', endpoint: 'status/get' })
  host.tick()
  await expect.poll(() => host.failures).toHaveLength(1)
  await recipients(1)
  host.tick()
  await expect.poll(() => host.emissions).toHaveLength(1)
})

test('no second poll begins while one is under way', async () => {
  const host = createHost()
  await startPolling(host.functions)
  host.tick()
  host.tick()
  await expect.poll(() => sandbox.requests.filter(({ endpoint }) => endpoint === 'status/get')).toHaveLength(2)
  await sandbox.settle()
  expect(sandbox.requests.filter(({ endpoint }) => endpoint === 'status/get')).toHaveLength(2)
})

test('a wrong credential is told at the start', async () => {
  const host = createHost()
  host.functions.getCredentials = () => Promise.resolve({ apiKey: 'wrong', baseUrl: sandbox.baseUrls.sms365 }) as never
  await expect(startPolling(host.functions)).rejects.toThrow(/101/)
})
