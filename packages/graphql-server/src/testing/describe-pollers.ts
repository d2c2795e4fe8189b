import { catalogue, findOperation, systemRuntime } from '@heliograph/core'
import { createUndiciTransport } from '@heliograph/core/undici'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { callProvider } from '../provider-call.ts'
import { connectProviders } from '../provider-connections.ts'
import { parseSettings } from '../settings.ts'
import type { StoredMessage } from '../store/tables.ts'
import { insertMessage, readMessage } from './stored-message.ts'
import { emptyQueues, startTestJobs } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'
import type { Store } from '../store/open-store.ts'

/** What these tests need of the sandbox, which only tests themselves may import. */
interface TestSandbox {
  readonly baseUrls: { readonly proxstop: string; readonly sms365: string; readonly netoxygen: string }
  readonly credentials: {
    readonly proxstop: { readonly apiKey: string }
    readonly sms365: { readonly apiKey: string }
    readonly netoxygen: { readonly username: string; readonly password: string }
  }
  readonly requests: { filter(wanted: (request: object) => boolean): readonly object[] }
  settle(): Promise<void>
  close(): Promise<void>
}

/** The tests of pollers, on a database of the caller's. */
export const describePollers = (
  database: string,
  open: () => Promise<Store>,
  startSandbox: (options: { readonly deliveryDelayMs: number }) => Promise<TestSandbox>,
): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })

    beforeEach(async () => {
      await emptyStore(store)
      await emptyQueues(store)
    })

    const openSandbox = async () => {
      const sandbox = await startSandbox({ deliveryDelayMs: 0 })
      const providers = createUndiciTransport()
      onTestFinished(async () => {
        await providers.close()
        await sandbox.close()
      })
      const { proxstop, sms365, netoxygen } = sandbox.credentials
      const env = {
        PROXSTOP_BASE_URL: sandbox.baseUrls.proxstop,
        PROXSTOP_API_KEY: proxstop.apiKey,
        SMS365_BASE_URL: sandbox.baseUrls.sms365,
        SMS365_API_KEY: sms365.apiKey,
        NETOXYGEN_URL: sandbox.baseUrls.netoxygen,
        NETOXYGEN_USERNAME: netoxygen.username,
        NETOXYGEN_PASSWORD: netoxygen.password,
      }
      const connections = connectProviders(parseSettings(env).providers, providers, () => {})
      /** Sends through the sandbox, and stores what came of it as a send does. */
      const send = async (operation: string, input: object, message: Partial<StoredMessage> = {}) => {
        const entry = findOperation(catalogue, operation)
        const connection = connections[entry.provider.name]
        if (!connection) throw new Error(`no connection for ${operation}`)
        const output = await callProvider(entry, input, connection)
        const [result] = entry.operation.messages?.read(output, input) ?? []
        if (!result?.accepted) throw new Error(`${operation} was not accepted`)
        return insertMessage(store, {
          provider: entry.provider.name,
          operation,
          provider_message_id: result.id,
          status: result.status,
          accepted_at: new Date(),
          next_poll_at: new Date(),
          ...message,
          contradiction: null,
        })
      }
      const countCalls = (path: string) =>
        sandbox.requests.filter((request) => JSON.stringify(request).includes(path)).length
      return { sandbox, providers, env, send, countCalls }
    }

    const statusOf = async ({ id }: StoredMessage) => (await readMessage(store, id)).status

    const toSms = { to: '306973990001', text: 'Hello' }

    describe('pollers', () => {
      it('learn what became of the messages of each provider', async () => {
        const { sandbox, send, ...parts } = await openSandbox()
        const messages = [
          await send('netoxygen.message.send', { to: ['41790990001'], message: 'Hello' }),
          await send('proxstop.telephone.sms', { country: '1', phone: '5555990001', code: '16322' }),
          await send('sms365.sms.send', toSms),
        ]
        await sandbox.settle()
        await startTestJobs(store, parts)
        await expect.poll(() => Promise.all(messages.map(statusOf))).toEqual(['DELIVERED', 'DELIVERED', 'DELIVERED'])
      })

      it('do not ask for what was told before the store knew whose message it was', async () => {
        const { sandbox, send, countCalls, ...parts } = await openSandbox()
        const message = await send('netoxygen.message.send', { to: ['41790990001'], message: 'Hello' })
        const { provider, provider_message_id } = message
        await store.db
          .insertInto('taken_reports')
          .values({ provider, provider_message_id: provider_message_id ?? '', status: 'CANCELLED', source: 'cancel' })
          .execute()
        await sandbox.settle()
        await startTestJobs(store, parts)
        await expect.poll(() => statusOf(message)).toBe('CANCELLED')
        expect(countCalls('get_status')).toBe(0)
      })

      it('wait for a provider that is down, with one line in the log, and lose nothing', async () => {
        const { sandbox, send, ...parts } = await openSandbox()
        const message = await send('netoxygen.message.send', { to: ['41790990001'], message: 'Hello' })
        await sandbox.settle()
        let isDown = true
        const providers: typeof parts.providers = {
          ...parts.providers,
          send: (request, options) =>
            isDown
              ? Promise.resolve({ status: 503, headers: {}, body: new Uint8Array() })
              : parts.providers.send(request, options),
        }
        const runtime = { ...systemRuntime, sleep: () => Promise.resolve() }
        const { jobs, lines } = await startTestJobs(store, { ...parts, providers, runtime })
        const countRetries = async () => (await jobs.queue.boss.findJobs('poll-netoxygen'))[0]?.retryCount
        await expect.poll(countRetries).toBeGreaterThan(0)
        isDown = false
        await expect.poll(() => statusOf(message)).toBe('DELIVERED')
        expect(lines.filter(({ msg }) => String(msg).includes('cannot be asked'))).toEqual([
          expect.objectContaining({ operation: 'netoxygen.message.status', kind: 'unavailable' }),
        ])
      })

      it('take the status changes of sms365 with its destructive read only where that is switched on', async () => {
        const { sandbox, send, countCalls, ...parts } = await openSandbox()
        // It would be asked about one by one in an hour only.
        const later = { next_poll_at: new Date(Date.now() + 3_600_000) }
        const message = await send('sms365.sms.send', toSms, later)
        await sandbox.settle()
        const off = await startTestJobs(store, parts)
        await off.stop()
        expect(countCalls('status/get')).toBe(0)
        await startTestJobs(store, { ...parts, settings: { usesStatusGet: true } })
        await expect.poll(() => statusOf(message)).toBe('DELIVERED')
        expect(countCalls('status/sms')).toBe(0)
        expect(await store.db.selectFrom('taken_reports').selectAll().execute()).toEqual([])
      })
    })
  })
}
