import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseLimitSettings } from './limit-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'limits-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (content: string): string => {
  const path = join(folder, `${crypto.randomUUID()}.json`)
  writeFileSync(path, content)
  return path
}

const parse = (env: Readonly<Record<string, string>>, isTokenRequired = true) => {
  const problems: string[] = []
  const settings = parseLimitSettings(env, isTokenRequired, problems)
  return { settings, problems }
}

test('limits callers with tokens to ten sends a second, and those without not at all', () => {
  expect(parse({}).settings).toEqual({ maxRecipients: 1_000, pointsPerMinute: 6_000 })
  expect(parse({}, false).settings).toEqual({ maxRecipients: 1_000, pointsPerMinute: 0 })
  expect(parse({ RATE_LIMIT: '0', MAX_RECIPIENTS: '5' }).settings).toEqual({ maxRecipients: 5, pointsPerMinute: 0 })
})

test('reads the list of documents', () => {
  const path = write('{"a":"{ __typename }"}')
  expect(parse({ PERSISTED_DOCUMENTS_FILE: path }).settings.persistedDocuments).toEqual({
    documents: new Map([['a', '{ __typename }']]),
    isExclusive: false,
  })
  const only = parse({ PERSISTED_DOCUMENTS_FILE: path, PERSISTED_DOCUMENTS_ONLY: 'true' })
  expect(only.settings.persistedDocuments?.isExclusive).toBe(true)
})

test.each([
  [{ MAX_RECIPIENTS: '0' }, 'MAX_RECIPIENTS must be a whole number from 1 to 100000; given was "0".'],
  [{ MAX_RECIPIENTS: '1.5' }, 'MAX_RECIPIENTS must be'],
  [{ RATE_LIMIT: '-1' }, 'RATE_LIMIT must be a whole number from 0'],
  [{ RATE_LIMIT: '' }, 'RATE_LIMIT must be'],
  [{ PERSISTED_DOCUMENTS_ONLY: 'true' }, 'PERSISTED_DOCUMENTS_FILE is not set'],
  [{ PERSISTED_DOCUMENTS_ONLY: 'yes' }, 'PERSISTED_DOCUMENTS_ONLY must be true or false'],
  [{ PERSISTED_DOCUMENTS_FILE: '/nowhere/documents.json' }, 'PERSISTED_DOCUMENTS_FILE must be a JSON file'],
  [{ PERSISTED_DOCUMENTS_FILE: write('[]') }, 'PERSISTED_DOCUMENTS_FILE must be a JSON file'],
  [{ PERSISTED_DOCUMENTS_FILE: write('{"a": "{ x"}') }, 'what stands under "a" is no GraphQL document'],
  [{ PERSISTED_DOCUMENTS_FILE: write('{"a": 1}') }, 'what stands under "a" is no GraphQL document'],
])('refuses %j', (env, sentence) => {
  const { problems } = parse(env)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(sentence)
})
