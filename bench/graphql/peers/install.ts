import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runChild } from '../../../scripts/run-child.mjs'

/** Installs the peers from their own lock file, once: they accept graphql 16 only, so they stay outside of the workspace. */
export const installPeers = async (): Promise<void> => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  // npm writes it last.
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return
  const { code, stderr } = await runChild('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    capture: true,
  })
  if (code !== 0) throw new Error(`The peers could not be installed:\n${stderr.slice(-2_000)}`)
}
