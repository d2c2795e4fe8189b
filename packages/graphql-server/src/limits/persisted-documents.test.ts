import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'persisted-'))
const file = join(folder, 'documents.json')
const balance = 'query Balance { sms365MeBalance { balance } }'
writeFileSync(file, JSON.stringify({ abc123: balance }))
afterAll(() => rmSync(folder, { recursive: true }))

const createServer = (only: boolean) =>
  createTestServer({
    env: { ...testEnvironment, PERSISTED_DOCUMENTS_FILE: file, PERSISTED_DOCUMENTS_ONLY: String(only) },
    answer: () => exampleAnswer('sms365.me.balance'),
  })

interface Answer {
  readonly data?: object | null
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[]
}

const ask = async ({ post }: ReturnType<typeof createTestServer>, params: object) => {
  const response = await post(JSON.stringify(params))
  const { data, errors } = (await response.json()) as Answer
  return data ? 'answered' : errors?.[0]?.extensions.code
}

test('runs a document by its id, as GraphQL over HTTP writes it and as Apollo does', async () => {
  const server = createServer(true)
  expect(await ask(server, { documentId: 'abc123' })).toBe('answered')
  const extensions = { persistedQuery: { version: 1, sha256Hash: 'abc123' } }
  expect(await ask(server, { extensions, operationName: 'Balance' })).toBe('answered')
  const url = `http://localhost/graphql?extensions=${encodeURIComponent(JSON.stringify(extensions))}`
  expect((await server.fetch(url)).status).toBe(200)
})

test('takes no other document if the list is exclusive, and not another one under a known id', async () => {
  const server = createServer(true)
  expect(await ask(server, { query: '{ __typename }' })).toBe('PERSISTED_QUERY_ONLY')
  expect(await ask(server, { query: `${balance} ` })).toBe('PERSISTED_QUERY_ONLY')
  expect(await ask(server, { query: balance })).toBe('answered')
  expect(await ask(server, { documentId: 'abc123', query: '{ __schema { types { name } } }' })).toBe('answered')
  expect(server.requests).toHaveLength(2)
})

test('takes other documents beside those of the list otherwise', async () => {
  expect(await ask(createServer(false), { query: '{ __typename }' })).toBe('answered')
})

test('refuses an id that it does not know, and a request without any document', async () => {
  const server = createServer(false)
  expect(await ask(server, { documentId: 'unknown' })).toBe('PERSISTED_QUERY_NOT_IN_LIST')
  expect(await ask(server, { documentId: 'constructor' })).toBe('PERSISTED_QUERY_NOT_IN_LIST')
  expect(await ask(server, {})).toBe('BAD_REQUEST')
  expect(server.requests).toEqual([])
})

test('takes no id where there is no list', async () => {
  expect(await ask(createTestServer(), { documentId: 'abc123' })).toBe('BAD_REQUEST')
})
