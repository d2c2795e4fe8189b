import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseSettings, SettingsError } from '@heliograph/graphql-server'
import { expect, test } from 'vitest'
import { startGraphqlTestServer } from './graphql-test-server.ts'

const readme = readFileSync(new URL('../../packages/graphql-server/README.md', import.meta.url), 'utf8')
const listBlocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '')

test('the GraphQL examples work as they stand', async () => {
  const server = await startGraphqlTestServer()
  try {
    const answers = await Promise.all(listBlocks('graphql').map((query) => server.ask(query)))
    expect(answers).toEqual([
      { status: 200, data: { sms365SmsSend: { smsId: expect.any(String), cost: '1', balance: expect.any(String) } } },
      {
        status: 200,
        data: { sms365MeBalance: { balance: expect.any(String) }, netoxygenAccountCredits: { credits: 10_000 } },
      },
    ])
  } finally {
    await server.close()
  }
})

test('the TypeScript example starts a server and ends it', async () => {
  const [example = ''] = listBlocks('ts')
  // In this workspace, so that the package names are found.
  const folder = await mkdtemp(fileURLToPath(new URL('../.example-', import.meta.url)))
  try {
    await writeFile(`${folder}/example.ts`, example)
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${folder}/example.ts`])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/m)
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)

test('the table of settings names each setting that the server takes, and no other', () => {
  const told = readme
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
  const taken = ['PROXSTOP_X', 'SMS365_X', 'NETOXYGEN_X'].flatMap((wrong) => {
    try {
      parseSettings({ [wrong]: 'x' })
    } catch (error) {
      // "… is not a setting of this server: those of sms365 are SMS365_BASE_URL, SMS365_API_KEY."
      if (error instanceof SettingsError) return / are (.+)\.$/.exec(error.message)?.[1]?.split(', ') ?? []
    }
    return []
  })
  const others = ['HOST', 'PORT', 'LOG_LEVEL', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']
  expect(told.toSorted()).toEqual([...taken, ...others].toSorted())
})
