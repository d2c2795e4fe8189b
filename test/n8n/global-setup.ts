import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installN8n, type N8nInstallation } from './install-n8n.ts'
import { packNodes } from './pack-nodes.ts'
import { createN8nHome, type N8nHome, type RunningN8n } from './start-n8n.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A real n8n that all tests of the run share. */
    readonly n8n: {
      readonly origin: string
      readonly installation: N8nInstallation
      /** The unpacked tarball, for tests that want an n8n of their own. */
      readonly packageFolder: string
    }
  }
}

let scratch: string | undefined
let home: N8nHome | undefined
let running: RunningN8n | undefined

/** Installs n8n, packs the package, and starts n8n with it; once for the whole run. */
export async function setup(project: TestProject): Promise<void> {
  const installation = await installN8n()
  scratch = mkdtempSync(join(tmpdir(), 'heliograph-packed-'))
  const packageFolder = await packNodes(scratch)
  home = createN8nHome(installation, packageFolder)
  running = await home.start()
  project.provide('n8n', { origin: running.origin, installation, packageFolder })
}

/** Ends n8n, and removes what it has written. */
export async function teardown(): Promise<void> {
  await running?.stop()
  home?.remove()
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
}
