import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createLog } from '../../packages/graphql-server/src/log.ts'
import { openStore, type Store } from '../../packages/graphql-server/src/store/open-store.ts'
import { readSecret } from '../../packages/graphql-server/src/store/secrets.ts'
import { describePreparedStatements } from '../../packages/graphql-server/src/testing/describe-prepared-statements.ts'
import { startPostgres, type TestPostgres } from '../../packages/graphql-server/src/testing/postgres.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

const open = async (url: string): Promise<Store> => {
  const store = await openStore({ type: 'postgresql', url }, createLog('silent'))
  onTestFinished(() => store.close())
  return store
}

test('processes that start together make the tables once, and share the secrets', async () => {
  const url = await postgres.createDatabase()
  const stores = await Promise.all(Array.from({ length: 5 }, () => open(url)))
  const secrets = await Promise.all(stores.map(({ db }) => readSecret(db, 'test')))
  expect(new Set(secrets.map((secret) => secret.export().toString('hex'))).size).toBe(1)
  expect(secrets[0]?.symmetricKeySize).toBe(32)
})

test('a database that is newer is refused, and left as it is', async () => {
  const url = await postgres.createDatabase()
  await open(url)
  await postgres.run(url, "insert into heliograph.migrations (name) values ('9999-of-tomorrow')")
  await expect(open(url)).rejects.toThrow('The database is newer than this server: it has 9999-of-tomorrow.')
})

test('a schema that an administrator has made needs no right to make one', async () => {
  const url = await postgres.createDatabase()
  await postgres.run(url, 'create role app login; create schema heliograph authorization app')
  const store = await open(url.replace('//heliograph@', '//app@'))
  expect(await store.db.selectFrom('messages').select('id').execute()).toEqual([])
})

test('an address that leads nowhere is told without its password', async () => {
  const url = 'postgresql://someone:secret@127.0.0.1:1/sms'
  const { message } = (await open(url).catch((error: unknown) => error as Error)) as Error
  expect(message).toMatch(/^DATABASE_URL: the database cannot be opened/)
  expect(message).not.toContain('secret')
})

test('changes are told of again after the connection was lost, and once for what was missed', async () => {
  const url = await postgres.createDatabase()
  const store = await open(url)
  let told = 0
  await store.changes.subscribe(() => (told += 1))
  await postgres.run(url, "notify heliograph_changes, '1'")
  await expect.poll(() => told).toBe(1)
  await postgres.restart()
  await expect.poll(() => told).toBe(2)
  await postgres.run(url, "notify heliograph_changes, '2'")
  await expect.poll(() => told).toBe(3)
})

/** A way to the database on which connections can fall silent without being closed, as behind a firewall that forgets them. */
const startWire = async (url: string) => {
  const target = new URL(url)
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    client.pipe(database).pipe(client)
    for (const socket of [client, database]) {
      open.add(socket)
      socket.on('error', () => {})
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return {
    url: through.href,
    /** Nothing comes through the connections that are open now; new ones work. */
    silence() {
      for (const socket of open) socket.unpipe().removeAllListeners('end').resume()
    },
  }
}

test('connections that fall silent are given up, and new ones tell and answer', async () => {
  const url = await postgres.createDatabase()
  const wire = await startWire(url)
  const store = await open(wire.url)
  let told = 0
  await store.changes.subscribe(() => (told += 1))
  const ask = () => store.db.selectFrom('messages').select('id').execute()
  const askPrepared = () => store.runPrepared('select id from heliograph.messages', [])
  await Promise.all([ask(), askPrepared()])
  wire.silence()
  await Promise.all([ask, askPrepared].map((silent) => expect(silent()).rejects.toThrow('timeout')))
  expect(await Promise.all([ask(), askPrepared()])).toEqual([[], []])
  await expect.poll(() => told).toBe(1)
  await postgres.run(url, "notify heliograph_changes, '1'")
  await expect.poll(() => told).toBe(2)
})

test('a prepared statement whose connection is lost fails, and the next runs on a new one', async () => {
  const { runPrepared } = await open(await postgres.createDatabase())
  const sleep = (seconds: number) => runPrepared('select pg_sleep($1) is null as done', [seconds])
  expect(await sleep(0)).toEqual([{ done: false }])
  const [lost] = await Promise.allSettled([sleep(60), postgres.restart()])
  expect(lost).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/terminat|ECONNRESET/) } })
  await expect.poll(() => sleep(0).catch(() => undefined)).toEqual([{ done: false }])
})

test('a prepared statement is under way at once, whatever else this process does first', async () => {
  const { runPrepared } = await open(await postgres.createDatabase())
  const tellTime = () => runPrepared<{ at: Date }>('select clock_timestamp() as at', [])
  await tellTime()
  const told = tellTime()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000)
  const busyUntil = Date.now()
  const [row] = await told
  expect(row?.at.getTime()).toBeLessThan(busyUntil - 500)
})

describePreparedStatements(async () => open(await postgres.createDatabase()))
