import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseStoreSettings } from './store-settings.ts'

const parse = (env: Readonly<Record<string, string>>) => {
  const problems: string[] = []
  const settings = parseStoreSettings(env, problems)
  return { settings, problems }
}

test('keeps everything in a folder unless told otherwise, texts not at all, keys for a day', () => {
  expect(parse({})).toEqual({
    settings: { database: { type: 'folder', path: '.heliograph' }, storeTexts: false, idempotencyHours: 24 },
    problems: [],
  })
})

test('takes a folder, memory, or a PostgreSQL', () => {
  expect(parse({ DATA_DIR: '/data' }).settings.database).toEqual({ type: 'folder', path: '/data' })
  expect(parse({ DATA_DIR: 'memory://' }).settings.database).toEqual({ type: 'memory' })
  const url = 'postgresql://heliograph:secret@db:5432/sms'
  expect(parse({ DATABASE_URL: url }).settings.database).toEqual({ type: 'postgresql', url })
})

test('reads the address of the database from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'url')
  writeFileSync(file, 'postgres://db/sms\n')
  expect(parse({ DATABASE_URL_FILE: file }).settings.database).toEqual({ type: 'postgresql', url: 'postgres://db/sms' })
})

test('names each setting that is wrong, and never an address that may hold a password', () => {
  for (const [env, problem] of [
    [{ DATABASE_URL: 'mysql://user:secret@db/sms' }, /^DATABASE_URL must be the address of a PostgreSQL/],
    [{ DATABASE_URL: 'postgres://db/sms', DATA_DIR: 'x' }, /^DATABASE_URL and DATA_DIR are both set/],
    [{ DATABASE_URL: 'postgres://db/sms', DATABASE_URL_FILE: 'x' }, /^DATABASE_URL and DATABASE_URL_FILE are both set/],
    [{ DATABASE_URL_FILE: '/nowhere/url' }, /^DATABASE_URL_FILE must/],
    [{ DATA_DIR: 'idb://x' }, /^DATA_DIR must be a folder/],
    [{ DATA_DIR: ' ' }, /^DATA_DIR must be a folder/],
    [{ STORE_TEXTS: 'yes' }, /^STORE_TEXTS must be true or false; given was "yes"/],
    [{ IDEMPOTENCY_HOURS: '0' }, /^IDEMPOTENCY_HOURS must be a whole number from 1 to 8784/],
    [{ IDEMPOTENCY_HOURS: '9999' }, /^IDEMPOTENCY_HOURS must/],
  ] as const) {
    const { problems } = parse(env)
    expect(problems).toEqual([expect.stringMatching(problem)])
    expect(problems.join()).not.toContain('secret')
  }
})
