import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterEach, expect, test, vi } from 'vitest'
import { askGraphql, toServerEnvironment } from './graphql-test-server.ts'

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

const main = fileURLToPath(new URL('../../packages/graphql-server/src/main.ts', import.meta.url))

const start = (env: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, output, ended }
}

/** A server that speaks to a sandbox, a subscriber to it, and a send that the gateway answers as the fault says. */
const startBusy = async (fault: Parameters<Sandbox['faults']['add']>[0]) => {
  const sandbox = await startSandbox()
  sandboxes.add(sandbox)
  const server = start(toServerEnvironment(sandbox))
  const url = await vi.waitFor(() => {
    const [found] = /http:\/\/\S+?\/graphql/.exec(server.output.stdout) ?? []
    if (found === undefined) throw new Error(`The server does not listen: ${server.output.stderr}`)
    return found
  }, patience)
  const subscriber = await fetch(url, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { messageUpdated { cursor } }' }),
  })
  await sandbox.faults.add(fault)
  const answer = askGraphql(
    url,
    'mutation { sms365SmsSend(input: { to: "306971234567", text: "x" }) { __typename ... on OutcomeUnknownError { code } } }',
  )
  await expect.poll(() => sandbox.requests.some(({ endpoint }) => endpoint === 'sms/send')).toBe(true)
  return { ...server, url, subscriber, answer }
}

test('SIGTERM ends subscriptions and the server, and lets the send under way be answered', async () => {
  const { child, ended, url, subscriber, answer, output } = await startBusy({
    kind: 'slowBody',
    endpoint: 'sms/send',
    pauseMs: 10,
  })
  child.kill('SIGTERM')
  // It ends, and not as a connection that breaks; nor is it said to be complete, so that its client comes back.
  expect(await subscriber.text()).not.toContain('event: complete')
  expect((await answer).data).toEqual({ sms365SmsSend: { __typename: 'Sms365SmsSendPayload' } })
  expect(await ended).toBe(0)
  await expect(fetch(url)).rejects.toThrow('fetch failed')
  expect(output.stdout.trim().split('\n').at(-1)).toContain('"msg":"stopped"')
  expect(output.stderr).toBe('')
})

test('SIGTERM ends the server within ten seconds although a gateway says nothing, and the send is answered as unknown', async () => {
  const { child, ended, answer } = await startBusy({ kind: 'hang', endpoint: 'sms/send' })
  const startedAt = performance.now()
  child.kill('SIGTERM')
  expect((await answer).data).toEqual({ sms365SmsSend: { __typename: 'OutcomeUnknownError', code: 'CANCELLED' } })
  expect(await ended).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})

test('a start that fails late ends the process all the same', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { ended, output } = start({ PORT: '0', DATA_DIR: 'memory://', METRICS_PORT: String(port) })
  expect(await ended).toBe(1)
  taken.close()
  expect(output.stderr).toBe(
    `METRICS_PORT ${port} on 127.0.0.1 is taken by another process: choose another one with METRICS_PORT, or 0 for any that is free.\n`,
  )
})
