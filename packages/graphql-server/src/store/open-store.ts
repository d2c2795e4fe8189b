import type { Kysely } from 'kysely'
import type { Logger } from '../log.ts'
import type { DatabaseSettings } from '../settings/store-settings.ts'
import { type ChangeFeed, createChangeFeed, type StartListening } from './change-feed.ts'
import type { JobDatabase } from './job-database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import type { RunPrepared } from './prepared-statements.ts'
import type { StoreDatabase, StoreTables } from './tables.ts'

/** Where messages and keys are. */
export interface Store {
  readonly db: StoreDatabase
  /** For the statements of sends. */
  readonly runPrepared: RunPrepared
  readonly changes: ChangeFeed
  /** The same database, for pg-boss. */
  readonly jobs: JobDatabase
  /** For one line at the start: where it is, and what that means. Never a password. */
  readonly description: string
  close(): Promise<void>
}

/** A database that is open, before its tables are looked at. */
export interface OpenDatabase {
  readonly db: Kysely<unknown>
  readonly runPrepared: RunPrepared
  readonly startListening: StartListening
  readonly jobs: JobDatabase
  readonly description: string
  /** For migrations, which may take longer than any other statement. */
  migrate(run: (db: Kysely<unknown>) => Promise<void>): Promise<void>
  close(): Promise<void>
}

const openDatabase = async (settings: DatabaseSettings, log: Logger): Promise<OpenDatabase> => {
  // Neither driver is loaded without need: one of them is 20 MB of WebAssembly.
  if (settings.type === 'postgresql') return (await import('./open-postgresql.ts')).openPostgresql(settings.url, log)
  const { openPglite } = await import('./open-pglite.ts')
  return openPglite(settings.type === 'folder' ? settings.path : undefined)
}

/** Opens the store and brings its tables up to date. Throws SettingsError where a setting is wrong or the database is newer. */
export const openStore = async (settings: DatabaseSettings, log: Logger): Promise<Store> => {
  const database = await openDatabase(settings, log)
  try {
    await database.migrate((db) => migrate(db, migrations))
  } catch (error) {
    await database.close()
    throw error
  }
  const changes = createChangeFeed(database.startListening)
  return {
    db: (database.db as Kysely<StoreTables>).withSchema('heliograph'),
    runPrepared: database.runPrepared,
    changes,
    jobs: database.jobs,
    description: database.description,
    async close() {
      await changes.close()
      await database.close()
    },
  }
}
