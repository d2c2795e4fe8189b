import { join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { preparePglite } from './ask-pglite.ts'
import { lockFolder } from './folder-lock.ts'
import { fromEmbedded } from './job-database.ts'
import { openInMemory } from './open-in-memory.ts'
import type { OpenDatabase } from './open-store.ts'

/**
 * PostgreSQL inside this process: in a folder that nobody else may use meanwhile, or in memory. Throws SettingsError if the
 * folder is in use.
 */
export const openPglite = async (folder: string | undefined): Promise<OpenDatabase> => {
  const path = folder === undefined ? undefined : resolve(folder)
  const lock = path === undefined ? undefined : lockFolder(path, join(path, 'lock'))
  try {
    const pglite = path === undefined ? await openInMemory() : await PGlite.create(join(path, 'database'))
    const runPrepared = await preparePglite(pglite)
    const db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) })
    return {
      db,
      runPrepared,
      description:
        path === undefined
          ? 'Messages and idempotency keys are kept in memory, and end with this process.'
          : `Messages and idempotency keys are kept in ${path}. That is safe against a crash of this process, not against a power cut: use DATABASE_URL where that matters.`,
      jobs: fromEmbedded(pglite),
      migrate: (run) => run(db),
      startListening: (channel, notify) => pglite.listen(channel, notify),
      async close() {
        if (!pglite.closed) await pglite.close()
        lock?.release()
      },
    }
  } catch (error) {
    lock?.release()
    throw error
  }
}
