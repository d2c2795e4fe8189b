import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { parseSettings, type RunningServer, startServer } from '@heliograph/graphql-server'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withOperationsTable } from '../docs/operations-table.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The fenced blocks of a language in a Markdown file. */
const listBlocks = (path: string, language: string): readonly string[] =>
  [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '')

let sandbox: Sandbox
let server: RunningServer

beforeAll(async () => {
  sandbox = await startSandbox()
  const { sms365 } = sandbox.credentials
  const settings = parseSettings({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATA_DIR: 'memory://',
    SMS365_BASE_URL: sandbox.baseUrls.sms365,
    SMS365_API_KEY: sms365.apiKey,
  })
  server = await startServer({ settings })
})

afterAll(async () => {
  await server.close()
  await sandbox.close()
})

test('the table of operations in README.md is the catalogue (mend it with `pnpm docs:table`)', () => {
  const readme = read('README.md')
  expect(withOperationsTable(readme)).toBe(readme)
})

test('the GraphQL examples of README.md send an SMS and read its status', async () => {
  const run = async (query: string): Promise<Record<string, Record<string, unknown>>> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query }) })
    const { data, errors } = (await response.json()) as {
      data: Record<string, Record<string, unknown>>
      errors?: unknown
    }
    expect(errors).toBeUndefined()
    return data
  }
  const [send = '', status = ''] = listBlocks('README.md', 'graphql')
  const { sms365SmsSend } = await run(send)
  const smsId = sms365SmsSend?.['smsId'] as string
  expect(smsId).toMatch(/^\d+$/)
  await sandbox.settle()
  const data = await run(status.replace(/smsId: "\d+"/, `smsId: "${smsId}"`))
  expect(data).toEqual({ sms365StatusSms: { message: { status: 'DELIVERED', statusRaw: 'd', cost: '1' } } })
})

describe.each([
  ['README.md', 'sms365', "{ apiKey: 'your key' }"],
  ['packages/core/README.md', 'netoxygen', "{ username: 'myuser', password: 'mypass' }"],
] as const)('the TypeScript example of %s', (path, provider, credentials) => {
  test('runs, with the sandbox in the place of the provider', async () => {
    const [example = ''] = listBlocks(path, 'ts')
    expect(example).toContain(credentials)
    const baseUrl = JSON.stringify(sandbox.baseUrls[provider])
    const source = example.replace(credentials, `${JSON.stringify(sandbox.credentials[provider])}, baseUrl: ${baseUrl}`)
    // In this workspace, so that the package names are found.
    const folder = await mkdtemp(new URL('../.example-', import.meta.url).pathname)
    try {
      await writeFile(`${folder}/example.ts`, source)
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${folder}/example.ts`])
      expect(stderr).toBe('')
      expect(stdout).toMatch(provider === 'sms365' ? /^\d+\n$/ : /state: '(ACCEPTED|SENT|DELIVERED)'/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
