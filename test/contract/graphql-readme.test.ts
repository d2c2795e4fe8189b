import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startGraphqlTestServer } from './graphql-test-server.ts'

const readme = readFileSync(new URL('../../packages/graphql-server/README.md', import.meta.url), 'utf8')
const listBlocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '')

const isSubscription = (document: string): boolean => document.startsWith('subscription')

/** The first event of a subscription. */
const readFirstEvent = async (url: string, query: string): Promise<unknown> => {
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' }
  const stop = new AbortController()
  const init = { method: 'POST', headers, body: JSON.stringify({ query }), signal: stop.signal }
  const { body } = await fetch(url, init)
  let read = ''
  for await (const text of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    read += text
    const [, data] = /^data: (\{.*)\n/m.exec(read) ?? []
    if (data !== undefined) {
      stop.abort()
      return JSON.parse(data)
    }
  }
  throw new Error(`No event came: ${read}`)
}

test('the GraphQL examples work as they stand', async () => {
  const server = await startGraphqlTestServer()
  const documents = listBlocks('graphql')
  try {
    const events = documents.filter(isSubscription).map((document) => readFirstEvent(server.server.url, document))
    const answers = await Promise.all(
      documents.filter((document) => !isSubscription(document)).map((query) => server.ask(query)),
    )
    expect(answers).toEqual([
      {
        status: 200,
        data: {
          sms365SmsSend: {
            smsId: expect.any(String),
            cost: '1',
            sentMessages: [{ id: expect.any(String), status: 'ACCEPTED' }],
          },
        },
      },
      {
        status: 200,
        data: { sms365MeBalance: { balance: expect.any(String) }, netoxygenAccountCredits: { credits: 10_000 } },
      },
    ])
    expect(await Promise.all(events)).toMatchObject([{ data: { messageUpdated: { cursor: expect.any(String) } } }])
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
})
