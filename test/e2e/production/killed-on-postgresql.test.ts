import { expect, test, vi } from 'vitest'
import { startSandbox } from '@heliograph/sandbox'
import { listMessages, send, smsSend } from './client-sends.ts'
import { createPostgresDatabase } from './databases.ts'
import { describeKills } from './describe-kills.ts'
import { startRelay } from './relay.ts'
import { toEnvironment } from './server-environment.ts'
import { startServerProcess } from './server-process.ts'

describeKills('PostgreSQL', createPostgresDatabase)

test('a server that is killed between the answer and its row leaves a key that nobody sends with again', async () => {
  const database = await createPostgresDatabase()
  const sandbox = await startSandbox()
  await database.inStore(async ({ db, jobs }) => {
    const released = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const lock = () =>
      db.transaction().execute(async (transaction) => {
        await transaction.selectFrom('idempotency_keys').select('key').forUpdate().execute()
        locked.resolve()
        await released.promise
      })
    let holding: Promise<void> | undefined
    const gateways = await startRelay({
      target: () => sandbox.origin,
      // The key is taken and the row is there by now.
      onStep: (step) => (step === 'request' ? ((holding ??= lock()), locked.promise) : undefined),
    })
    const start = () => startServerProcess(toEnvironment(sandbox, database.env, gateways.origin))
    const wanted = smsSend('between')
    const first = await start()
    const cutOff = send(first.url, wanted).catch(() => 'cut off')
    const findWaiting = async () => {
      const { rows } = await jobs.database.executeSql('select pid from pg_locks where not granted')
      expect(rows.length).toBeGreaterThan(0)
      return rows as readonly { readonly pid: number }[]
    }
    const waiting = await vi.waitFor(findWaiting, { timeout: 60_000, interval: 10 })
    await first.kill()
    expect(await cutOff).toBe('cut off')
    // PostgreSQL would carry out what it was told, without noticing that nobody waits for it.
    for (const { pid } of waiting) await jobs.database.executeSql('select pg_terminate_backend($1)', [pid])
    released.resolve()
    await holding
    const next = await start()
    expect(await send(next.url, wanted)).toMatchObject({ __typename: 'OutcomeUnknownError' })
    expect(await listMessages(next.url)).toMatchObject([{ to: wanted.recipients[0], status: 'UNKNOWN' }])
    expect(sandbox.requests).toHaveLength(1)
    await next.stop()
    await gateways.close()
  })
  await sandbox.close()
  await database.remove()
})
