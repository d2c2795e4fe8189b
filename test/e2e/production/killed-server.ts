import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { createLog } from '../../../packages/graphql-server/src/log.ts'
import { queueNames, startQueue } from '../../../packages/graphql-server/src/jobs/queue.ts'
import { startHttpReceiver } from '../../../packages/graphql-server/src/testing/http-receiver.ts'
import { callHttp } from './ask.ts'
import type { TestDatabase } from './databases.ts'
import { createKillTrigger, type KillPoint } from './kill-points.ts'
import { type RelayedExchange, type RelayStep, startRelay } from './relay.ts'
import { toEnvironment } from './server-environment.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** A server that is killed and started again, with the outside world as it goes on meanwhile. */
export interface KilledServer {
  readonly sandbox: Sandbox
  /** The process of this moment. */
  current(): ServerProcess
  start(): Promise<void>
  /** Lets `traffic` flow, kills the server at the point, and resolves once it is gone. */
  killDuring(point: KillPoint, traffic: () => Promise<unknown>): Promise<void>
  /** Paths of the callbacks that the server has acknowledged, and of those that it has not. */
  readonly acknowledged: ReadonlySet<string>
  readonly unacknowledged: ReadonlySet<string>
  /** The `webhook-id` of each webhook that was taken. */
  readonly webhookIds: readonly string[]
  close(): Promise<void>
}

/** Standard Webhooks' form. */
const webhookSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

export const createKilledServer = async (database: TestDatabase): Promise<KilledServer> => {
  let server: ServerProcess | undefined
  const trigger = createKillTrigger()
  const acknowledged = new Set<string>()
  const unacknowledged = new Set<string>()
  const webhookIds: string[] = []

  const sandbox = await startSandbox()
  const gateways = await startRelay({
    target: () => sandbox.origin,
    onStep: (step) => (trigger.note(`gateway ${step}`) ? 'drop' : undefined),
  })
  const noteCallback = (step: RelayStep, { path, status }: RelayedExchange) => {
    if (step === 'request') unacknowledged.add(path)
    if (step === 'answer' && status === 200) {
      unacknowledged.delete(path)
      acknowledged.add(path)
    }
    return trigger.note(`callback ${step}`) ? 'drop' : undefined
  }
  const current = () => {
    if (!server) throw new Error('No server runs')
    return server
  }
  const callbacks = await startRelay({ target: () => current().origin, onStep: noteCallback })
  const receiver = await startHttpReceiver(({ headers }) => {
    trigger.note('webhook request')
    webhookIds.push(String(headers['webhook-id']))
    setImmediate(() => trigger.note('webhook answered'))
    return 204
  })
  const env = toEnvironment(
    sandbox,
    { ...database.env, PUBLIC_URL: callbacks.origin, WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: webhookSecret },
    gateways.origin,
  )
  return {
    sandbox,
    current,
    async start() {
      server = await startServerProcess(env)
    },
    async killDuring(point, traffic) {
      const doomed = current()
      let gone: Promise<void> | undefined
      const killed = trigger.arm(point, () => {
        gone = doomed.kill()
      })
      const flowing = traffic()
      trigger.note('asked')
      await killed
      await gone
      await flowing
    },
    acknowledged,
    unacknowledged,
    webhookIds,
    async close() {
      await server?.kill()
      await Promise.all([gateways.close(), callbacks.close(), receiver.close(), sandbox.close()])
    },
  }
}

/** The gateway calls again with what was not acknowledged. */
export const callBackAgain = async ({ current, unacknowledged }: KilledServer): Promise<readonly number[]> => {
  const answers = await Promise.all([...unacknowledged].map((path) => callHttp(current().origin + path)))
  return answers.map(({ status }) => status)
}

/**
 * What two minutes do after a process was killed: its hold on keys ends, and its jobs are given to others. No server may run.
 */
export const letTimePass = (database: TestDatabase): Promise<void> =>
  database.inStore(async (store) => {
    await store.db
      .updateTable('idempotency_keys')
      .set({ lease_until: new Date(0) })
      .execute()
    const queue = await startQueue(store, createLog('silent'))
    const { executeSql } = store.jobs.database
    await executeSql("update pgboss.job set started_on = now() - interval '1 hour' where state = 'active'")
    await executeSql('update pgboss.queue set monitor_on = null, monitor_claim_on = null')
    await queue.boss.supervise(queueNames.webhooks)
    await executeSql("update pgboss.job set start_after = now() where state = 'retry'")
    await queue.stop()
  })
