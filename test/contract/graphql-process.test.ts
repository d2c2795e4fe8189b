import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { askGraphql, toServerEnvironment } from './graphql-test-server.ts'
import { subscribeBySse } from './sse-client.ts'

// A process takes its time to start where others are at work.
const patience = { timeout: 50_000, interval: 20 }

const children = new Set<ChildProcess>()
const sandboxes = new Set<Sandbox>()

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await Promise.all([...sandboxes].map((sandbox) => sandbox.close()))
  sandboxes.clear()
})

/** Starts a program of the server with an environment that holds nothing else, and a store that ends with it. */
const start = (program: 'main' | 'start', env: Readonly<Record<string, string>>, args: readonly string[] = []) => {
  const file = fileURLToPath(new URL(`../../packages/graphql-server/src/${program}.ts`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    env: { DATA_DIR: 'memory://', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output.stderr += chunk))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const untilUrl = () =>
    vi.waitFor(() => {
      const [url] = /http:\/\/\S+?\/graphql/.exec(output.stdout) ?? []
      if (url === undefined) throw new Error(`The server does not listen: ${output.stdout}${output.stderr}`)
      return url
    }, patience)
  return { child, output, ended, untilUrl }
}

const takePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port: String(port), release: () => server.close() }
}

test('a malformed setting stops the start with a sentence, and without a trace', async () => {
  const { output, ended } = start('main', { PORT: 'abc', SMS365_APIKEY: 'secret', HOST: '0.0.0.0' })
  expect(await ended).toBe(1)
  expect(output.stdout).toBe('')
  const lines = output.stderr.trim().split('\n')
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['HOST', 'PORT', 'SMS365_APIKEY'])
  expect(output.stderr).not.toContain('secret')
})

test.each(['main', 'start'] as const)('%s names PORT where it is taken', async (program) => {
  const { port, release } = await takePort()
  const { output, ended } = start(program, { PORT: port })
  expect(await ended).toBe(1)
  release()
  expect(output.stderr).toBe(
    `PORT ${port} on 127.0.0.1 is taken by another process: choose another one with PORT, or 0 for any that is free.\n`,
  )
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s lets a request that is being answered end', async (signal) => {
  const sandbox = await startSandbox()
  sandboxes.add(sandbox)
  const { child, output, ended, untilUrl } = start('main', toServerEnvironment(sandbox))
  const url = await untilUrl()
  await sandbox.faults.add({ kind: 'slowBody', endpoint: 'sms/send', pauseMs: 2 })
  const answer = askGraphql(url, 'mutation { sms365SmsSend(input: { to: "306971234567", text: "x" }) { __typename } }')
  await expect.poll(() => sandbox.requests.some(({ endpoint }) => endpoint === 'sms/send')).toBe(true)
  child.kill(signal)
  expect((await answer).data).toEqual({ sms365SmsSend: { __typename: 'Sms365SmsSendPayload' } })
  expect(await ended).toBe(0)
  const logged = output.stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)
  expect(logged).toContain('listening')
  expect(logged.slice(-2)).toEqual(['request', 'stopped'])
})

test('a stop that comes twice, as from a group of processes, does not cut a send', async () => {
  const sandbox = await startSandbox()
  sandboxes.add(sandbox)
  const { child, ended, untilUrl } = start('main', toServerEnvironment(sandbox))
  const url = await untilUrl()
  await sandbox.faults.add({ kind: 'slowBody', endpoint: 'sms/send', pauseMs: 2 })
  const answer = askGraphql(url, 'mutation { sms365SmsSend(input: { to: "306971234567", text: "x" }) { __typename } }')
  await expect.poll(() => sandbox.requests.some(({ endpoint }) => endpoint === 'sms/send')).toBe(true)
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT'] as const) child.kill(signal)
  expect((await answer).data).toEqual({ sms365SmsSend: { __typename: 'Sms365SmsSendPayload' } })
  expect(await ended).toBe(0)
})

test('an argument is refused with a sentence', async () => {
  const { output, ended } = start('main', {}, ['--port', '5000'])
  expect(await ended).toBe(1)
  expect(output.stderr).toBe('--port is not understood: settings are given in the environment, such as PORT=4001.\n')
})

interface Tab {
  readonly query: string
}

test('npm start says in which folder messages stay, where it is given one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { child, output, ended } = start('start', { PORT: '0', DATA_DIR: folder })
  await expect.poll(() => output.stdout).toContain('Ctrl-C')
  expect(output.stdout).toContain(`Store      in ${folder}: `)
  expect(readdirSync(folder)).toContain('database')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('npm start prints a mutation that works as it stands, and so do the examples of GraphiQL', async () => {
  const { child, output, ended, untilUrl } = start('start', { PORT: '0' })
  const url = await untilUrl()
  await expect.poll(() => output.stdout).toContain('Ctrl-C')
  const [mutation = ''] = /^ {2}mutation \{$.*?^ {2}\}$/ms.exec(output.stdout) ?? []
  expect(await askGraphql(url, mutation)).toMatchObject({ data: { sms365SmsSend: { smsId: expect.any(String) } } })

  const [inspector = ''] = /http:\/\/\S+\/inspector\/messages/.exec(output.stdout) ?? []
  expect((await fetch(inspector)).status).toBe(200)

  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
  const [, tabs = '[]'] = /"defaultTabs":(\[.*?\}\])/.exec(page) ?? []
  const queries = (JSON.parse(tabs) as readonly Tab[]).map(({ query }) => query)
  const [subscription = ''] = queries.filter((query) => query.includes('\nsubscription '))
  const updates = subscribeBySse(url, subscription)
  expect(await updates.take(1)).toEqual([{ messageUpdated: expect.objectContaining({ cursor: expect.any(String) }) }])
  updates.end()

  const asked = queries.filter((query) => query !== subscription)
  const answers = await Promise.all(asked.map((query) => askGraphql(url, query)))
  expect(answers).toMatchObject([
    { data: { sms365SmsSend: { __typename: 'Sms365SmsSendPayload' } } },
    { data: { netoxygenMessageSend: { recipients: [{ accepted: true }] } } },
    { data: { proxstopTelephoneSms: { __typename: 'ProxstopTelephoneSmsPayload' } } },
    {
      data: {
        sms365StatusSms: expect.anything(),
        netoxygenMessageStatus: { messages: [{ state: expect.any(String) }] },
        proxstopTelephoneStatus: { valid: true },
      },
    },
    { data: { sms365MeBalance: expect.anything(), netoxygenAccountCredits: expect.anything() } },
  ])
  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([])

  child.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(output.stderr).toBe('')
})
