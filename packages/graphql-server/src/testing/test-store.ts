import type { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { preparePglite } from '../store/ask-pglite.ts'
import { createChangeFeed } from '../store/change-feed.ts'
import { fromEmbedded } from '../store/job-database.ts'
import { openInMemory } from '../store/open-in-memory.ts'
import type { Store } from '../store/open-store.ts'
import type { RunPrepared } from '../store/prepared-statements.ts'
import type { StoreTables } from '../store/tables.ts'

let shared: Store | undefined

const openLazily = (): Store => {
  let opening: Promise<PGlite> | undefined
  const open = () => (opening ??= openInMemory())
  const changes = createChangeFeed(async (channel, notify) => (await open()).listen(channel, notify))
  let running: Promise<RunPrepared> | undefined
  const db = new Kysely<StoreTables>({ dialect: new PGliteDialect({ pglite: open }) }).withSchema('heliograph')
  return {
    db,
    runPrepared: async (text, parameters) => (await (running ??= open().then(preparePglite)))(text, parameters),
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
