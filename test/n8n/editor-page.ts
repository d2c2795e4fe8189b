import { launchChromium } from '../launch-chromium.ts'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { owner } from './rest-client.ts'

/** n8n's editor in a Chromium that reaches nothing but this machine, with its owner signed in. */
export interface Editor {
  readonly page: Page
  /** Gives, and forgets, what went wrong in the page since it was signed in: errors of scripts, and requests that n8n refused. */
  takeComplaints(): readonly string[]
  /** An element by the name that n8n gives it for tests. */
  part(testId: string): Locator
  /** Opens a new workflow, and the list of nodes. */
  openNewWorkflow(): Promise<void>
  /** Opens a saved workflow; with the id of a node, its panel. */
  openWorkflow(workflowId: string, nodeId?: string): Promise<void>
  /** Looks a node up in the list of nodes, and gives the entry that has exactly this name. */
  findNode(name: string): Promise<Locator>
  /** Leaves the panel of a node. */
  closePanel(): Promise<void>
  /**
   * Saves a picture of what is on the page, or of a part of it, in `test/n8n/screenshots/`. With HELIOGRAPH_SCREENSHOTS=write
   * one that README.md of the nodes shows is put there too.
   */
  shoot(name: string, options?: { readonly part?: Locator; readonly readme?: boolean }): Promise<void>
  close(): Promise<void>
}

// The editor asks npm about community packages, and can do without the answer. Routes of Playwright would turn its cache off.
const withoutNames = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const screenshots = pathOf('screenshots/')
const readmeImages = pathOf('../../packages/n8n-nodes/docs/images/')

const signIn = async (page: Page, origin: string) => {
  await page.goto(`${origin}/signin`)
  await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email)
  await page.locator('input[name=password]').fill(owner.password)
  await page.locator('[data-test-id=form-submit-button]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
}

/** Opens the editor of a running n8n that has its owner. */
export const openEditor = async (origin: string): Promise<Editor> => {
  const browser = await launchChromium(withoutNames)
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  await signIn(page, origin)

  const complaints: string[] = []
  // n8n looks for a description of what a node gives before it has run; few nodes have one.
  const isOptional = (url: string) => !url.startsWith(origin) || url.startsWith(`${origin}/schemas/`)
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const { url } = message.location()
    if (message.type() === 'error' && (url === '' || !isOptional(url))) complaints.push(`${message.text()} ${url}`)
  })

  const part = (testId: string) => page.locator(`[data-test-id="${testId}"]`)
  return {
    page,
    takeComplaints: () => complaints.splice(0),
    part,
    async openNewWorkflow() {
      await page.goto(`${origin}/workflow/new`)
      await part('canvas-add-button').waitFor()
    },
    async openWorkflow(workflowId, nodeId) {
      await page.goto(`${origin}/workflow/${workflowId}${nodeId === undefined ? '' : `/${nodeId}`}`)
      await part(nodeId === undefined ? 'canvas-node' : 'node-parameters')
        .first()
        .waitFor()
    },
    async findNode(name) {
      if (!(await part('node-creator').isVisible())) await part('node-creator-plus-button').click()
      await part('node-creator-search-bar').fill(name)
      const entry = part('item-iterator-item').filter({
        has: part('node-creator-item-name').getByText(name, { exact: true }),
      })
      await entry.waitFor()
      return entry
    },
    async closePanel() {
      await part('ndv-close-button').click()
      await part('ndv').waitFor({ state: 'hidden' })
    },
    async shoot(name, { part: area, readme = false } = {}) {
      const folders = readme && process.env['HELIOGRAPH_SCREENSHOTS'] === 'write' ? [readmeImages] : []
      for (const folder of [screenshots, ...folders]) {
        mkdirSync(folder, { recursive: true })
        await (area ?? page).screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
      }
    },
    close: () => browser.close(),
  }
}
