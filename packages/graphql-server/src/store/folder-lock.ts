import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SettingsError } from '../settings.ts'

/** A lock that is held until it is released, or until the process ends. */
export interface FolderLock {
  release(): void
}

/**
 * Takes the file as an exclusive lock, in the way SQLite locks a database: the operating system holds it for this process and
 * lets go when the process ends, however it ends, so that a lock is never stale and never stolen. Throws SettingsError while
 * somebody else has it.
 */
export const lockFolder = (path: string, file: string): FolderLock => {
  let lock: DatabaseSync | undefined
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    lock = new DatabaseSync(file, { timeout: 0 })
    lock.exec('begin exclusive')
  } catch (error) {
    lock?.close()
    throw new SettingsError([explain(path, error as Error)])
  }
  return { release: () => lock.close() }
}

const explain = (path: string, { message }: Error): string =>
  /locked/.test(message)
    ? `DATA_DIR ${path} is in use by another process: stop that one, choose another folder, or let several processes share a PostgreSQL with DATABASE_URL.`
    : `DATA_DIR ${path} cannot be used: ${message}.`
