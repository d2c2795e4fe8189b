import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { insertMessage } from '../testing/stored-message.ts'
import { openStore } from './open-store.ts'

const log = createLog('silent')
let folder: string
let path: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heliograph-'))
  path = join(folder, 'data')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = () => openStore({ type: 'folder', path }, log)

/** Another process that has the folder open, and has told it. */
const openElsewhere = async (): Promise<ChildProcess> => {
  const program = `
    const { openStore } = await import(${JSON.stringify(new URL('open-store.ts', import.meta.url).href)})
    const { createLog } = await import(${JSON.stringify(new URL('../log.ts', import.meta.url).href)})
    await openStore({ type: 'folder', path: ${JSON.stringify(path)} }, createLog('silent'))
    process.stdout.write('open')
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

test('keeps a folder to one process, until that one ends, however it ends', async () => {
  const child = await openElsewhere()
  await expect(open()).rejects.toThrow(/^DATA_DIR .* is in use by another process/)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  const store = await open()
  await expect(open()).rejects.toThrow('is in use')
  await store.close()
})

test('keeps what it has in the folder', async () => {
  const store = await open()
  const { id } = await insertMessage(store)
  await store.close()
  const again = await open()
  expect(await again.db.selectFrom('messages').select('id').execute()).toEqual([{ id }])
  await again.close()
})

test('says that it is closed to whoever asks it then', async () => {
  const store = await open()
  await store.close()
  await expect(store.runPrepared('select 1 as one', [])).rejects.toThrow('PGlite is closed')
})

test('says that it is not safe against a power cut, and where it is', async () => {
  const store = await open()
  expect(store.description).toContain('not against a power cut')
  expect(store.description).toContain(path)
  await store.close()
})

test('refuses a database that is newer, and leaves it as it is', async () => {
  const store = await open()
  await sql`insert into heliograph.migrations (name) values ('9999-of-tomorrow')`.execute(store.db)
  await store.close()
  await expect(open()).rejects.toThrow(/^The database is newer than this server: it has 9999-of-tomorrow\./)
})

test('says what is wrong with a folder that cannot be', async () => {
  const file = fileURLToPath(import.meta.url)
  await expect(openStore({ type: 'folder', path: file }, log)).rejects.toThrow(`DATA_DIR ${file} cannot be used: `)
})
