import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../../../packages/graphql-server/src/log.ts'
import { openStore, type Store } from '../../../packages/graphql-server/src/store/open-store.ts'
import { startPostgres } from '../../../packages/graphql-server/src/testing/postgres.ts'

/** A database of the test's own, which outlives the processes of the server. */
export interface TestDatabase {
  /** The setting that leads the server to it. */
  readonly env: Readonly<Record<string, string>>
  /** For the test itself; only while no server has it open, where it is a folder. */
  inStore<Result>(use: (store: Store) => Promise<Result>): Promise<Result>
  remove(): Promise<void>
}

const createDatabase = (
  env: TestDatabase['env'],
  settings: Parameters<typeof openStore>[0],
  remove: () => Promise<void>,
): TestDatabase => ({
  env,
  async inStore(use) {
    const store = await openStore(settings, createLog('silent'))
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  },
  remove,
})

/** A folder for PGlite. */
export const createFolder = async (): Promise<TestDatabase> => {
  const path = mkdtempSync(join(tmpdir(), 'heliograph-folder-'))
  return createDatabase({ DATA_DIR: path }, { type: 'folder', path }, async () =>
    rmSync(path, { recursive: true, force: true }),
  )
}

/** A PostgreSQL server of its own with an empty database. */
export const createPostgresDatabase = async (): Promise<TestDatabase> => {
  const postgres = await startPostgres()
  const url = await postgres.createDatabase()
  return createDatabase({ DATABASE_URL: url }, { type: 'postgresql', url }, () => postgres.stop())
}

/** Whatever holds of one holds of the other. */
export const databases = [
  { name: 'PGlite', createTestDatabase: createFolder },
  { name: 'PostgreSQL', createTestDatabase: createPostgresDatabase },
] as const
