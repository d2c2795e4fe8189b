import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { withOperationsTable } from '../docs/operations-table.ts'
import { askGraphql } from './graphql-test-server.ts'
import { subscribeBySse } from './sse-client.ts'

// A process takes its time to start where others are at work.
const patience = { timeout: 45_000, interval: 50 }

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The fenced blocks of a language in a Markdown file. */
const listBlocks = (path: string, language: string): readonly string[] =>
  [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '')

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})

afterAll(async () => {
  await sandbox.close()
})

test('the table of operations in README.md is the catalogue (mend it with `pnpm docs:table`)', () => {
  const readme = read('README.md')
  expect(withOperationsTable(readme)).toBe(readme)
})

describe('the GraphQL examples of README.md, pasted where npm start runs,', () => {
  const program = fileURLToPath(new URL('../../packages/graphql-server/src/start.ts', import.meta.url))
  const [send = '', sendOnce = '', deliveries = ''] = listBlocks('README.md', 'graphql')
  let child: ChildProcess
  let url = ''
  let inspector = ''

  beforeAll(async () => {
    child = spawn(process.execPath, [program], { env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    await vi.waitUntil(() => output.includes('Ctrl-C'), patience)
    url = /http:\/\/\S+\/graphql/.exec(output)?.[0] ?? ''
    inspector = /http:\/\/\S+\/inspector\/messages/.exec(output)?.[0] ?? ''
  })
  afterAll(async () => {
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await ended
  })

  const run = async (query: string) => {
    const { data, errors } = await askGraphql(url, query)
    expect(errors).toBeUndefined()
    return data?.['sms365SmsSend']
  }
  const countSent = async (text: string) => {
    const found = (await (await fetch(inspector)).json()) as readonly { readonly text: string }[]
    return found.filter((message) => message.text === text).length
  }

  test('send an SMS', async () => {
    expect(await run(send)).toEqual({
      smsId: expect.stringMatching(/^\d+$/),
      cost: '1',
      sentMessages: [{ id: expect.any(String), status: 'ACCEPTED' }],
    })
  })

  test('send once with one key', async () => {
    const first = await run(sendOnce)
    expect(first).toEqual({ smsId: expect.stringMatching(/^\d+$/), sentMessages: [expect.anything()] })
    expect(await run(sendOnce)).toMatchObject({ smsId: first?.['smsId'] })
    expect(await countSent('Your order is on its way')).toBe(1)
  })

  test('tell when an SMS is delivered', async () => {
    const updates = subscribeBySse(url, deliveries)
    await updates.opened
    const sent = (await run(send)) as { readonly sentMessages: readonly { readonly id: string }[] }
    const [{ id } = { id: '' }] = sent.sentMessages
    const heard = async (): Promise<unknown> => {
      const [update] = await updates.take(1)
      const { messageUpdated } = update as { readonly messageUpdated: { readonly message: Record<string, string> } }
      const { message } = messageUpdated
      return message['id'] === id && message['status'] === 'DELIVERED' ? messageUpdated : heard()
    }
    expect(await heard()).toEqual({
      cursor: expect.any(String),
      message: { id, to: '306971234567', status: 'DELIVERED' },
    })
    updates.end()
  })
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
