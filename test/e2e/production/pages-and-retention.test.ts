import { startSandbox, type Sandbox } from '@heliograph/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertMessage } from '../../../packages/graphql-server/src/testing/stored-message.ts'
import { listMessages, readPage, send, smsSend } from './client-sends.ts'
import { createFolder, createPostgresDatabase, type TestDatabase } from './databases.ts'
import { inParallel } from './in-parallel.ts'
import { toEnvironment } from './server-environment.ts'
import { killAllServers, startServerProcess } from './server-process.ts'

const dayMs = 86_400_000

/** A UUIDv7 of an instant. */
const idAt = (ms: number, place: number): string => {
  const time = Math.round(ms).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(place).padStart(12, '0')}`
}

describe.each([
  { name: 'one process on PGlite', createTestDatabase: createFolder, processes: 1 },
  { name: 'two processes on PostgreSQL', createTestDatabase: createPostgresDatabase, processes: 2 },
])('the messages of $name', ({ createTestDatabase, processes }) => {
  let database: TestDatabase
  let sandbox: Sandbox

  beforeAll(async () => {
    database = await createTestDatabase()
    sandbox = await startSandbox()
  })
  afterEach(killAllServers)
  afterAll(async () => {
    await sandbox.close()
    await database.remove()
  })
  const start = (settings: Readonly<Record<string, string>> = {}) =>
    startServerProcess(toEnvironment(sandbox, { ...database.env, ...settings }))

  test('are deleted once they are older than they are kept, and a page behind a deleted one leads on', async () => {
    const now = Date.now()
    const ages = [0.2, 0.5, 0.9, 1.1, 1.5, 2, 40]
    const ids = ages.map((days, place) => idAt(now - days * dayMs, place))
    await database.inStore(async (store) => {
      for (const [place, days] of ages.entries()) {
        const at = new Date(now - days * dayMs)
        const id = ids[place] ?? ''
        await insertMessage(store, {
          id,
          created_at: at,
          status_at: at,
          final_at: at,
          status: 'DELIVERED',
          owner: 'local',
        })
      }
    })
    const kept = await start()
    const { edges, pageInfo } = await readPage(kept.url, 4)
    expect(edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 4))
    await kept.stop()
    // The hour in which it has deleted is not over; the job of the next one finds no trace of it.
    await database.inStore((store) => store.jobs.database.executeSql("delete from pgboss.job where name = 'retention'"))
    const server = await start({ MESSAGE_DAYS: '1' })
    const listIds = async () => (await listMessages(server.url)).map(({ id }) => id)
    await expect.poll(() => listIds()).toEqual(ids.slice(0, 3))
    await send(server.url, smsSend('new'))
    expect(await readPage(server.url, 4, pageInfo.endCursor)).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: false },
    })
    expect(await listIds()).toHaveLength(4)
  })

  test('are all on the pages, each once and the newest first, while more and more come', async () => {
    const servers = await Promise.all(Array.from({ length: processes }, () => start()))
    const urlOf = (place: number) => servers[place % processes]?.url ?? ''
    const sent = new Set<string>()
    let isWriting = true
    const write = async () => {
      const wanted = Array.from({ length: 240 }, (_, place) => smsSend(`page ${place}`))
      await inParallel(wanted, 8, async (item, place) => {
        const { sentMessages } = await send(urlOf(place), item)
        for (const { id } of sentMessages ?? []) sent.add(id)
      })
      isWriting = false
    }
    const walk = async (place: number) => {
      const before = new Set(sent)
      const ids = (await listMessages(urlOf(place), 7)).map(({ id }) => id)
      expect(ids).toEqual([...new Set(ids)].toSorted().toReversed())
      expect([...before].filter((id) => !ids.includes(id))).toEqual([])
      return ids
    }
    const writing = write()
    let walks = 0
    while (isWriting) await walk(walks++)
    await writing
    expect(walks).toBeGreaterThan(2)
    const ids = await walk(0)
    expect([...sent].filter((id) => !ids.includes(id))).toEqual([])
    expect(sent.size).toBe(240)
  })
})
