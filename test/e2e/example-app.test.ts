import { launchChromium } from '../launch-chromium.ts'
import { findFreePort } from '../../scripts/free-port.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createManualClock, type Sandbox, startSandbox } from '@heliograph/sandbox'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { toServerEnvironment } from '../contract/graphql-test-server.ts'

const patience = { timeout: 60_000, interval: 50 }
const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const token = 'board-token-0123456789abcdef'
/** Longer than a message takes in the sandbox, whose clock stands still until it is told to go on, and shorter than its patience with us. */
const untilDelivered = 1_000

/** Runs a program of this repository with an environment that holds nothing else. */
const run = (path: string, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [pathOf(path)], { env, stdio: ['ignore', 'pipe', 'inherit'] })

const stop = async (child: ChildProcess | undefined): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  await ended
}

const clock = createManualClock(Date.now())
let sandbox: Sandbox
let folder: string
let origin: string
let server: ChildProcess
let board: ChildProcess
let browser: Browser
let page: Page
/** The addresses that the page asked for, and what it sent and was answered. */
const addresses: string[] = []
const traffic: string[] = []
const complaints: string[] = []

const startServer = async (dataFolder: string): Promise<void> => {
  server = run('packages/graphql-server/src/main.ts', {
    ...toServerEnvironment(sandbox),
    DATA_DIR: join(folder, dataFolder),
    PORT: new URL(origin).port,
    PUBLIC_URL: origin,
    API_TOKENS: `board:send+read:${token}`,
  })
  server.stdout?.resume()
  await vi.waitFor(async () => expect((await fetch(`${origin}/ready`)).status).toBe(200), patience)
}

const startBoard = async (): Promise<string> => {
  board = run('examples/delivery-board/src/main.ts', {
    HELIOGRAPH_URL: `${origin}/graphql`,
    HELIOGRAPH_TOKEN: token,
    PORT: '0',
  })
  let output = ''
  board.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  return vi.waitFor(() => {
    const [url] = /http:\/\/\S+/.exec(output) ?? []
    if (url === undefined) throw new Error(`The board does not say where it is: ${output}`)
    return url
  }, patience)
}

beforeAll(async () => {
  sandbox = await startSandbox({ clock })
  folder = await mkdtemp(join(tmpdir(), 'heliograph-example-'))
  origin = `http://127.0.0.1:${await findFreePort()}`
  await startServer('first')
  const url = await startBoard()
  browser = await launchChromium()
  page = await browser.newPage({ viewport: { width: 1100, height: 720 } })
  page.on('request', (request) => {
    addresses.push(request.url())
    traffic.push(JSON.stringify(request.headers()) + request.postData())
  })
  page.on('response', (response) => {
    if (response.url().endsWith('/updates')) return
    void response.text().then((text) => traffic.push(text))
  })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(url)
  await untilLive()
})

afterAll(async () => {
  await browser?.close()
  await stop(board)
  await stop(server)
  await sandbox?.close()
  if (folder) await rm(folder, { recursive: true })
})

const untilLive = () =>
  vi.waitFor(async () => expect(await page.locator('#connection').textContent()).toBe('Live'), patience)

const press = (name: string) => page.getByRole('button', { name, exact: true })

/** Writes a new message to a number. */
const write = async (to: string) => {
  await page.locator('[name=to]').fill(to)
  await page.locator('[name=text]').fill(`Hello, ${to}`)
}

const rowsOf = (to: string) => page.locator('#messages > li').filter({ hasText: `+${to}` })

const untilStatus = (to: string, status: string) =>
  expect.poll(() => rowsOf(to).locator('.status').allTextContents()).toEqual([status])

const countSends = () => sandbox.requests.filter(({ endpoint }) => endpoint === 'sms/send').length

const countListings = () => addresses.filter((address) => address.endsWith('/messages')).length

/** What the server itself says of the only message to a number. */
const askStatus = async (to: string): Promise<unknown> => {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: 'query ($to: String!) { messages(filter: { to: $to }) { edges { node { status } } } }',
      variables: { to },
    }),
  })
  return response.json()
}

test.each([
  ['306971000001', 'delivered'],
  ['306971990002', 'failed'],
])('an SMS to %s is seen to be accepted, and then %s', async (to, end) => {
  await write(to)
  await press('Send').click()
  await untilStatus(to, 'accepted')
  clock.advance(untilDelivered)
  await untilStatus(to, end)
  expect(await rowsOf(to).locator('.steps li').allTextContents()).toEqual([
    expect.stringMatching(/^accepted \d/),
    expect.stringMatching(new RegExp(`^${end} \\d`)),
  ])
})

test('a double click sends one SMS, and a new message to the same number is another one', async () => {
  const to = '306971000003'
  const before = countSends()
  await write(to)
  await press('Send').dblclick()
  await expect.poll(() => page.locator('#notice').textContent()).toContain('one key, one SMS')
  expect(countSends()).toBe(before + 1)
  expect(await rowsOf(to).count()).toBe(1)
  await press('New message').click()
  await write(to)
  await press('Send').click()
  await expect.poll(() => rowsOf(to).count()).toBe(2)
  expect(countSends()).toBe(before + 2)
})

test('a number that is refused is said to be, and nothing is on the board', async () => {
  const to = '306971990007'
  await write(to)
  await press('Send').click()
  await expect.poll(() => page.locator('#notice').textContent()).toContain('Nothing was sent')
  expect(await rowsOf(to).count()).toBe(0)
})

test('what happens while the board is away, and the server starts anew, shows when it comes back', async () => {
  const to = '306971000004'
  await write(to)
  await press('Send').click()
  await untilStatus(to, 'accepted')
  const listings = countListings()
  board.kill('SIGSTOP')
  await stop(server)
  await startServer('first')
  clock.advance(untilDelivered)
  await expect.poll(async () => JSON.stringify(await askStatus(to))).toContain('DELIVERED')
  board.kill('SIGCONT')
  await untilStatus(to, 'delivered')
  await untilLive()
  // It came as an update from where the page was, not with a list that was asked for again.
  expect(countListings()).toBe(listings)
})

test('sending while the server is away says so, and the same key sends once when it is back', async () => {
  const to = '306971000005'
  const before = countSends()
  await stop(server)
  await write(to)
  await press('Send').click()
  await expect.poll(() => page.locator('#notice').textContent()).toContain('cannot be reached')
  await startServer('first')
  await press('Send').click()
  await untilStatus(to, 'accepted')
  expect(countSends()).toBe(before + 1)
})

test('against a server with another store, the board begins anew', async () => {
  await stop(server)
  await startServer('second')
  await untilLive()
  await expect.poll(() => page.locator('#messages > li').count()).toBe(0)
  const to = '306971000006'
  await write(to)
  await press('Send').click()
  await untilStatus(to, 'accepted')
  clock.advance(untilDelivered)
  await untilStatus(to, 'delivered')
})

test('the browser never holds the token, asks for nothing outside, and has nothing to complain about', () => {
  expect(traffic.length).toBeGreaterThan(10)
  expect(traffic.join()).not.toContain(token)
  expect([...new Set(addresses.map((address) => new URL(address).hostname))]).toEqual(['127.0.0.1'])
  // The answer 502, while the server was away.
  expect(complaints.filter((complaint) => !complaint.includes('502'))).toEqual([])
})
