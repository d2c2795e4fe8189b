import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { getConstructionPlans } from 'pg-boss'
import { createChangeFeed } from '../store/change-feed.ts'
import { fromEmbedded } from '../store/job-database.ts'
import { migrate } from '../store/migrate.ts'
import { migrations } from '../store/migrations/index.ts'
import type { Store } from '../store/open-store.ts'
import type { StoreDatabase } from '../store/tables.ts'

// A new database takes seconds on a busy machine, a copy of one tenths.
const cache = new URL('../../node_modules/.cache/', import.meta.url)

const findCopy = (): URL => {
  const engine = readFileSync(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  const hash = createHash('sha256')
    .update(engine)
    .update(JSON.stringify(migrations))
    .update(getConstructionPlans())
    .digest('hex')
  return new URL(`test-store-${hash.slice(0, 16)}.tar.gz`, cache)
}

const openMigrated = async (): Promise<PGlite> => {
  const copy = findCopy()
  if (existsSync(copy)) return PGlite.create({ loadDataDir: new Blob([readFileSync(copy)]) })
  const pglite = await PGlite.create('memory://')
  await migrate(new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) }), migrations)
  // The job queue would else make its tables anew for each test file.
  await pglite.exec(getConstructionPlans())
  const dump = await pglite.dumpDataDir('gzip')
  mkdirSync(cache, { recursive: true })
  // Another test file may be doing the same.
  const draft = new URL(`test-store-${randomUUID()}`, cache)
  writeFileSync(draft, new Uint8Array(await dump.arrayBuffer()))
  renameSync(draft, copy)
  return pglite
}

let shared: Store | undefined

const openLazily = (): Store => {
  let opening: Promise<PGlite> | undefined
  const open = () => (opening ??= openMigrated())
  const changes = createChangeFeed(async (channel, notify) => (await open()).listen(channel, notify))
  return {
    db: new Kysely<unknown>({ dialect: new PGliteDialect({ pglite: open }) }).withSchema(
      'heliograph',
    ) as unknown as StoreDatabase,
    changes,
    jobs: fromEmbedded({
      query: async (text, values) => (await open()).query(text, values),
      exec: async (text) => (await open()).exec(text),
    }),
    description: 'Messages and idempotency keys are kept in memory, for tests.',
    async close() {
      await changes.close()
      await (await opening)?.close()
    },
  }
}

/** The PGlite in memory of this test file: opened with the first query, ends with the process, shared by all its tests. */
export const testStore = (): Store => (shared ??= openLazily())

/** Deletes everything but the secrets. */
export const emptyStore = async ({ db }: Store): Promise<void> => {
  await db.deleteFrom('messages').execute()
  await db.deleteFrom('idempotency_keys').execute()
}
