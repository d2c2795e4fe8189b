import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { withLock } from './folder-lock.mjs'
import { LaunchError } from './launch-error.mjs'
import { bringByNpm } from './npm.mjs'

/** The versions that npm brings. `oldestPnpm` is the oldest major that reads our lockfile, where pnpm itself started us. */
export const pins = { node: '24', pnpm: '12.21.0', oldestPnpm: 10 }

/**
 * @typedef {object} Toolchain
 * @property {string} node path of a Node that runs our TypeScript
 * @property {string} nodeVersion such as `24.21.0`
 * @property {string | undefined} pnpm path of the pnpm of the pinned version (JavaScript), if one was brought
 */

/**
 * Whether this Node runs TypeScript unasked and all our dependencies: 22.19 or newer, without the first releases of 23.
 *
 * @param {string} version such as `22.19.0` or `v22.19.0`
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major === 22) return minor >= 19
  if (major === 23) return minor >= 6
  return major > 23
}

/**
 * The machine's own Node if it is new enough, else the one that was brought before, else one that npm brings now.
 *
 * @param {string} root folder of the repository
 * @param {string} stateFolder where the place of brought tools is remembered
 * @returns {Promise<Toolchain>}
 * @throws {LaunchError}
 */
export async function findToolchain(root, stateFolder) {
  if (isNewEnough(process.versions.node)) {
    return { node: process.execPath, nodeVersion: process.versions.node, pnpm: undefined }
  }
  const memory = join(stateFolder, 'toolchain.json')
  const remembered = recall(memory)
  if (remembered !== undefined) return remembered
  return withLock(join(stateFolder, 'install.lock'), async () => recall(memory) ?? (await bringToolchain(root, memory)))
}

/**
 * @param {string} root
 * @param {string} memory
 * @returns {Promise<Toolchain>}
 */
async function bringToolchain(root, memory) {
  say(
    `Node ${process.versions.node} is too old for Heliograph: bringing Node ${pins.node} and pnpm ${pins.pnpm} by npm.`,
  )
  const brought = await bringByNpm(root, [`node@${pins.node}`, `pnpm@${pins.pnpm}`])
  const nodeVersion = brought.node === undefined ? undefined : versionOf(brought.node)
  if (brought.node === undefined || nodeVersion === undefined || !isNewEnough(nodeVersion)) {
    throw new LaunchError(
      `npm did not bring a Node ${pins.node} that runs here (are install scripts switched off?). ` +
        `Install Node 22.19 or newer and try again.`,
    )
  }
  const toolchain = { node: brought.node, nodeVersion, pnpm: brought.pnpm }
  writeFileSync(memory, JSON.stringify({ ...toolchain, pins }))
  return toolchain
}

/**
 * The command that starts pnpm: the one that runs us, the one brought together with Node, or one that npm brings now.
 *
 * @param {string} root
 * @param {Toolchain} toolchain
 * @returns {Promise<[file: string, ...args: string[]]>}
 * @throws {LaunchError}
 */
export async function findPnpm(root, toolchain) {
  const running = runningPnpm(process.env)
  if (running !== undefined) return isJavaScript(running) ? [toolchain.node, running] : [running]
  const pnpm = toolchain.pnpm ?? (await bringByNpm(root, [`pnpm@${pins.pnpm}`])).pnpm
  if (pnpm === undefined) {
    throw new LaunchError(`npm did not bring pnpm ${pins.pnpm}. Install pnpm, run "pnpm install", and try again.`)
  }
  return [toolchain.node, pnpm]
}

/**
 * The path of the pnpm that started this script, if it is new enough to read our lockfile.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function runningPnpm(environment) {
  const major = /^pnpm\/(\d+)\./.exec(environment.npm_config_user_agent ?? '')?.[1]
  return major !== undefined && Number(major) >= pins.oldestPnpm ? environment.npm_execpath : undefined
}

/**
 * The environment with the folder of this Node first in PATH, for programs that look for `node` themselves.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function withNodeInPath(environment, node) {
  // Windows calls it Path, and two spellings in one environment are a lottery.
  const key = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...environment, [key]: [dirname(node), environment[key]].filter(Boolean).join(delimiter) }
}

/**
 * @param {string} memory
 * @returns {Toolchain | undefined}
 */
function recall(memory) {
  try {
    const {
      node,
      pnpm,
      pins: then,
    } = /** @type {{ node?: unknown, pnpm?: unknown, pins?: unknown }} */ (JSON.parse(readFileSync(memory, 'utf8')))
    if (typeof node !== 'string' || JSON.stringify(then) !== JSON.stringify(pins)) return undefined
    const nodeVersion = versionOf(node)
    if (nodeVersion === undefined || !isNewEnough(nodeVersion)) return undefined
    return { node, nodeVersion, pnpm: typeof pnpm === 'string' && existsSync(pnpm) ? pnpm : undefined }
  } catch {
    return undefined
  }
}

/**
 * @param {string} node
 * @returns {string | undefined} undefined if it does not run
 */
function versionOf(node) {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '')
  } catch {
    return undefined
  }
}

/** @param {string} path */
function isJavaScript(path) {
  return /\.[cm]?js$/.test(path)
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`)
}
