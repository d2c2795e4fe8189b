import { launchChromium } from '../launch-chromium.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const patience = { timeout: 60_000 }
const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Where the picture of README.md goes; it is taken anew only when this is set, as `pnpm test:e2e` leaves files alone. */
const screenshotPath = process.env['HELIOGRAPH_SCREENSHOT'] ? pathOf('docs/images/graphiql.png') : undefined

let child: ChildProcess
let browser: Browser
let page: Page
let url: string
/** Every address that the page asked for. */
const addresses: string[] = []
/** What the browser complained about. */
const complaints: string[] = []

/** Starts what `npm start` starts, and waits for the address that it prints. */
const startProgram = async (): Promise<string> => {
  child = spawn(process.execPath, [pathOf('packages/graphql-server/src/start.ts')], {
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  await vi.waitFor(() => expect(output).toContain('Ctrl-C'), patience)
  return /http:\/\/\S+?\/graphql/.exec(output)?.[0] ?? ''
}

beforeAll(async () => {
  url = await startProgram()
  browser = await launchChromium()
  page = await browser.newPage({ viewport: { width: 1280, height: 640 }, deviceScaleFactor: 2 })
  page.on('request', (request) => addresses.push(request.url()))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
})

afterAll(async () => {
  await browser?.close()
  if (!child) return
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  await ended
})

/** Waits for an editor of the page to show a text; spaces in it are not breaking. */
const untilShown = (editor: string, text: string) =>
  vi.waitFor(async () => {
    const shown = await page.locator(`${editor} .view-lines`).innerText()
    expect(shown.replaceAll('\u00a0', ' ')).toContain(text)
  }, patience)

/** Runs what stands in the tab that is open, and reads what the server answers. */
const runExample = async (operation: string): Promise<unknown> => {
  // Not with the mouse: the tabs slide into their places when the page opens.
  await page.getByRole('button', { name: operation, exact: true }).dispatchEvent('click', {}, patience)
  await untilShown('.graphiql-query-editor', operation)
  // GraphiQL learns of the operation a moment after the text is there; until then a click does nothing.
  return vi.waitFor(async () => {
    const answer = page.waitForResponse((response) => (response.request().postData() ?? '').includes(operation), {
      timeout: 3_000,
    })
    const [response] = await Promise.all([answer, page.locator('.graphiql-execute-button').click()])
    return (await response.json()) as unknown
  }, patience)
}

test('runs the first example in a browser, and shows what the server answers', async () => {
  await page.goto(url)
  const { data } = (await runExample('SendSms')) as { data: { sms365SmsSend: { smsId: string } } }
  const { smsId } = data.sms365SmsSend
  expect(smsId).toMatch(/^\d+$/)
  await untilShown('.graphiql-response', `"smsId": "${smsId}"`)
  if (screenshotPath !== undefined) {
    // Away from the button, whose tooltip would stand in the picture.
    await page.mouse.move(900, 600)
    await page.waitForTimeout(500)
    await page.screenshot({ path: screenshotPath })
  }
})

test('reads the statuses and the balances in the other tabs', async () => {
  expect(await runExample('MessageStatus')).toMatchObject({
    data: {
      sms365StatusSms: { message: { status: expect.any(String) } },
      netoxygenMessageStatus: { messages: [{ state: expect.any(String) }] },
      proxstopTelephoneStatus: { valid: true },
    },
  })
  expect(await runExample('Balances')).toMatchObject({ data: { sms365MeBalance: { balance: expect.any(String) } } })
})

test('shows what becomes of messages while a subscription runs', async () => {
  await page.getByRole('button', { name: 'WatchMessages', exact: true }).dispatchEvent('click', {}, patience)
  await untilShown('.graphiql-query-editor', 'WatchMessages')
  await vi.waitFor(async () => {
    const asked = page.waitForRequest((request) => request.url().includes('WatchMessages'), {
      timeout: 3_000,
    })
    await Promise.all([asked, page.locator('.graphiql-execute-button').click()])
  }, patience)
  // What has happened before comes first.
  await untilShown('.graphiql-response', '"status": "DELIVERED"')
  const query = 'mutation { sms365SmsSend(input: { to: "306971990002", text: "Hello" }) { __typename } }'
  const headers = { 'content-type': 'application/json' }
  await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  await untilShown('.graphiql-response', '"to": "306971990002"')
  await untilShown('.graphiql-response', '"status": "FAILED"')
})

test('forgets the examples of another server on the same address, and keeps what was written for this one', async () => {
  const storage = () => page.evaluate<string>('JSON.stringify(localStorage)')
  await page.evaluate("localStorage.setItem('graphiql:note', 'of this server')")
  await page.reload()
  expect(await storage()).toContain('of this server')
  await page.evaluate("localStorage.setItem('heliograph:examples', 'of another server')")
  await page.reload()
  expect(await storage()).not.toContain('of this server')
})

test('asks for nothing outside this machine, and works under its own content policy', () => {
  const outside = addresses.filter((address) => {
    const { protocol, hostname } = new URL(address)
    return protocol !== 'blob:' && protocol !== 'data:' && hostname !== '127.0.0.1'
  })
  expect(addresses.length).toBeGreaterThan(3)
  expect(outside).toEqual([])
  expect(complaints).toEqual([])
})
