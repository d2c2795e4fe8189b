import { type Kysely, sql } from 'kysely'
import { SettingsError } from '../settings.ts'
import type { Migration } from './migrations/migration.ts'

/** Numbers of ours for transaction-level advisory locks; any others would do as well. */
export const advisoryLocks = { migrations: 0x4865_6c01, changes: 0x4865_6c02 } as const

/**
 * Brings the schema `heliograph` up to date, all in one transaction; processes that start together wait for each other.
 * Throws SettingsError, and changes nothing, where the database is newer than these migrations.
 */
export const migrate = (db: Kysely<unknown>, migrations: readonly Migration[]): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    const run = (statement: string) => sql.raw(statement).execute(transaction)
    await run(`select pg_advisory_xact_lock(${advisoryLocks.migrations})`)
    const { rows: found } = await sql<{
      readonly is_new: boolean
    }>`select to_regclass('heliograph.migrations') is null as is_new`.execute(transaction)
    if (found[0]?.is_new) {
      // A schema that an administrator has made needs no right to create schemas.
      await run(`do $$ begin
        if to_regnamespace('heliograph') is null then create schema heliograph; end if;
      end $$`)
      await run(
        'create table heliograph.migrations (name text primary key, applied_at timestamptz not null default now())',
      )
    }
    const { rows } = await sql<{ readonly name: string }>`select name from heliograph.migrations`.execute(transaction)
    const applied = new Set(rows.map(({ name }) => name))
    const unknown = [...applied].filter((name) => !migrations.some((migration) => migration.name === name))
    if (unknown.length > 0) {
      throw new SettingsError([
        `The database is newer than this server: it has ${unknown.toSorted().join(', ')}. Start the newer version of the server, or restore the backup from before.`,
      ])
    }
    for (const { name, statements } of migrations) {
      if (applied.has(name)) continue
      for (const statement of statements) await run(statement)
      await sql`insert into heliograph.migrations (name) values (${name})`.execute(transaction)
    }
  })
