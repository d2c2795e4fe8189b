import { readSecret } from './read-secret.ts'
import { type Environment, readSwitch, readWhole } from './read-setting.ts'

/** Where messages and keys are kept. */
export type DatabaseSettings =
  /** A PostgreSQL server; `url` may hold a password. */
  | { readonly type: 'postgresql'; readonly url: string }
  /** PGlite in a folder, made where there is none. */
  | { readonly type: 'folder'; readonly path: string }
  /** PGlite that ends with the process. */
  | { readonly type: 'memory' }

/** What the store is told from outside. */
export interface StoreSettings {
  readonly database: DatabaseSettings
  /** Whether the texts of messages are kept. */
  readonly storeTexts: boolean
  /** How long an idempotency key is remembered. */
  readonly idempotencyHours: number
}

/** The value of DATA_DIR that keeps everything in memory. */
export const memoryFolder = 'memory://'

const defaultFolder = '.heliograph'
const longestHours = 24 * 366

const isDatabaseUrl = (url: string): boolean => /^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)

const parseDatabase = (env: Environment, problems: string[]): DatabaseSettings => {
  const url = readSecret(env, 'DATABASE_URL', problems)
  const folder = env['DATA_DIR']
  if (url !== undefined) {
    // It may hold a password, so it is not quoted.
    if (!isDatabaseUrl(url))
      problems.push(
        'DATABASE_URL must be the address of a PostgreSQL database, such as postgresql://heliograph@db/sms.',
      )
    if (folder !== undefined) problems.push('DATABASE_URL and DATA_DIR are both set: set one of them.')
    return { type: 'postgresql', url }
  }
  if (folder === memoryFolder) return { type: 'memory' }
  if (folder !== undefined && (folder.trim() === '' || /^\w+:\/\//.test(folder))) {
    problems.push(`DATA_DIR must be a folder, or ${memoryFolder} to keep nothing; given was ${JSON.stringify(folder)}.`)
  }
  return { type: 'folder', path: folder ?? defaultFolder }
}

/** DATABASE_URL, DATABASE_URL_FILE, DATA_DIR, STORE_TEXTS and IDEMPOTENCY_HOURS. Adds a sentence to `problems` for each that is wrong. */
export const parseStoreSettings = (env: Environment, problems: string[]): StoreSettings => {
  return {
    database: parseDatabase(env, problems),
    storeTexts: readSwitch(env, 'STORE_TEXTS', false, problems),
    idempotencyHours: readWhole(env, 'IDEMPOTENCY_HOURS', { least: 1, most: longestHours, unset: 24 }, problems),
  }
}
