import { createManualClock, type ManualClock } from '@heliograph/sandbox'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { importTemplate } from './import-template.ts'
import { startRedis } from './queue-redis.ts'
import { createN8nHome, type RunningWorker } from './start-n8n.ts'
import { chain, itemsNode, openWorkbench, ourNode, start, type Workbench } from './workbench.ts'

let bench: Workbench
let worker: RunningWorker
let clock: ManualClock
const cleanUp: (() => Promise<void> | void)[] = []

beforeAll(async () => {
  const redis = await startRedis()
  cleanUp.push(() => redis.stop())
  const { installation, packageFolder } = inject('n8n')
  const home = createN8nHome(installation, packageFolder)
  cleanUp.push(() => home.remove())
  const environment = {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redis.port),
    OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
  }
  const main = await home.start({ environment })
  cleanUp.push(() => main.stop())
  // Without it a worker tells providers to call localhost:5678, as n8n would by default.
  worker = await home.startWorker({ ...environment, N8N_WEBHOOK_URL: `${main.origin}/` })
  cleanUp.push(() => worker.stop())
  clock = createManualClock()
  // A NetOxygen account whose credits are used up refuses every recipient.
  const accounts = { netoxygen: [{ credits: 0 }] }
  bench = await openWorkbench({ origin: main.origin, clock, deliveryDelayMs: 1_000, accounts })
  cleanUp.push(() => bench.close())
}, 300_000)

afterAll(async () => {
  for (const end of cleanUp.toReversed()) await end()
})

/** How often the worker says that it has begun an execution. */
const startsOf = (id: string) => worker.log().split(`Worker started execution ${id} `).length - 1

const messagesTo = async (to: string): Promise<readonly unknown[]> => {
  const response = await fetch(`${bench.sandbox.origin}/inspector/messages?to=${to}`)
  return (await response.json()) as unknown[]
}

test('a worker runs the fail-over template, and each SMS goes out once', async () => {
  const people = Array.from({ length: 12 }, (_, index) => ({ to: `3069715000${index + 10}`, text: `Hello ${index}` }))
  const template = await importTemplate(bench, 'fail-over')
  await bench.rest.activate(template)
  const caller = await bench.rest.saveWorkflow(
    chain('in a queue', start, itemsNode(people), {
      name: 'Send',
      type: 'n8n-nodes-base.executeWorkflow',
      typeVersion: 1.1,
      parameters: { workflowId: { __rl: true, mode: 'id', value: template.id } },
    }),
  )
  const execution = await bench.rest.runWorkflow(caller, 'Start')
  expect(execution.error).toBeUndefined()
  expect(execution.items('Send').map(({ json }) => json)).toMatchObject(
    people.map(({ to }) => ({ to, state: 'sent', provider: 'sms365', id: expect.any(String) })),
  )
  expect(startsOf(execution.id)).toBe(1)
  for (const { to } of people) expect(await messagesTo(to)).toHaveLength(1)
})

test('a delivery report wakes a workflow that a worker has put to sleep, and nothing is sent again', async () => {
  const to = '306971500100'
  const workflow = await bench.rest.saveWorkflow(
    chain('waits in a queue', start, {
      name: 'Send',
      type: ourNode('sms365'),
      credentials: bench.sms365,
      parameters: {
        resource: 'sms',
        operation: 'sendThenReport',
        to,
        text: 'Hello',
        waitMinutes: 5,
      },
    }),
  )
  const id = await bench.rest.startWorkflow(workflow, 'Start')
  await bench.rest.pausedExecution(id)
  clock.advance(2_000)
  const execution = await bench.rest.finishedExecution(id)
  expect(execution.items('Send')).toMatchObject([{ json: { deliveryReport: { status: 'DELIVERED', to } } }])
  // Once for the send, once for the report.
  expect(startsOf(id)).toBe(2)
  expect(await messagesTo(to)).toHaveLength(1)
})
