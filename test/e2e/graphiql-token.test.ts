import { launchChromium } from '../launch-chromium.ts'
import { createLog, parseSettings, type RunningServer, startServer } from '@heliograph/graphql-server'
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toServerEnvironment } from '../contract/graphql-test-server.ts'

const patience = { timeout: 60_000 }
const token = 'correct-horse-battery-staple'

let sandbox: Sandbox
let server: RunningServer
let browser: Browser
let page: Page
const logLines: string[] = []

beforeAll(async () => {
  sandbox = await startSandbox()
  const env = { ...toServerEnvironment(sandbox), API_TOKENS: `app:read:${token}`, GRAPHIQL: 'true' }
  const log = createLog('trace', { write: (line) => logLines.push(line) })
  server = await startServer({ settings: parseSettings(env), log })
  browser = await launchChromium()
  page = await browser.newPage({ viewport: { width: 1280, height: 640 } })
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await sandbox?.close()
})

/** The status of the next answer to a request for the schema, which the page sends when it opens. */
const schemaStatus = async (open: () => Promise<unknown>): Promise<number> => {
  const answer = page.waitForResponse(
    (response) => (response.request().postData() ?? '').includes('IntrospectionQuery'),
    patience,
  )
  const [response] = await Promise.all([answer, open()])
  return response.status()
}

const screenshotPath = process.env['HELIOGRAPH_TOKEN_SCREENSHOT']

test('asks for a token, uses it from then on in this tab, and keeps it nowhere else', async () => {
  expect(await schemaStatus(() => page.goto(server.url))).toBe(401)
  await page.getByText('This server answers only with a token.').waitFor(patience)
  await page.getByLabel('API token').fill(token)
  expect(await schemaStatus(() => page.getByRole('button', { name: 'Use', exact: true }).click())).toBe(200)
  await page.getByText('In use, and kept until this tab is closed.').waitFor(patience)
  expect(await page.evaluate<string>('sessionStorage.getItem("heliograph:token")')).toBe(token)
  await expect.poll(() => page.locator('.graphiql-query-editor .view-lines').innerText()).toContain('SendSms')
  if (screenshotPath !== undefined) await page.screenshot({ path: screenshotPath })

  expect(await schemaStatus(() => page.reload())).toBe(200)
  const kept = await page.evaluate<string>('JSON.stringify(localStorage) + document.cookie + location.href')
  expect(kept).not.toContain(token)
  expect(logLines.join()).not.toContain(token)
})

test('forgets the token when the field is emptied', async () => {
  await page.getByLabel('API token').fill('')
  expect(await schemaStatus(() => page.getByRole('button', { name: 'Use', exact: true }).click())).toBe(401)
  expect(await page.evaluate('sessionStorage.getItem("heliograph:token")')).toBeNull()
})
