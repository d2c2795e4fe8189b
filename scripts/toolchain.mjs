import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { LaunchError } from './launch-error.mjs'
import { runChild } from './run-child.mjs'

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
  say(
    `Node ${process.versions.node} is too old for Heliograph: bringing Node ${pins.node} and pnpm ${pins.pnpm} by npm.`,
  )
  const brought = await bring(root, [`node@${pins.node}`, `pnpm@${pins.pnpm}`])
  const nodeVersion = brought.node === undefined ? undefined : versionOf(brought.node)
  if (brought.node === undefined || nodeVersion === undefined || !isNewEnough(nodeVersion)) {
    throw new LaunchError(
      `npm did not bring a Node ${pins.node} that runs here (are install scripts switched off?). ` +
        `Install Node 22.19 or newer and try again.`,
    )
  }
  const toolchain = { node: brought.node, nodeVersion, pnpm: brought.pnpm }
  mkdirSync(stateFolder, { recursive: true })
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
  const pnpm = toolchain.pnpm ?? (await bring(root, [`pnpm@${pins.pnpm}`])).pnpm
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
 * How to start npm without a shell, which would read spaces and signs in paths its own way: npm's JavaScript through Node.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} execPath
 * @param {(path: string) => boolean} exists
 * @returns {string | undefined} path of npm-cli.js
 */
export function findNpmCli(environment, execPath, exists) {
  const running = environment.npm_execpath
  const beside = dirname(execPath)
  const places = [
    ...(running !== undefined && basename(running) === 'npm-cli.js' ? [running] : []),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ]
  return places.find(exists)
}

/**
 * @param {string} root
 * @param {string[]} packages
 * @returns {Promise<{ node?: string, pnpm?: string }>}
 */
async function bring(root, packages) {
  const teller = fileURLToPath(new URL('tell-tools.mjs', import.meta.url))
  const exec = ['exec', '--yes', ...packages.flatMap((name) => ['--package', name]), '--', 'node', teller]
  const cli = findNpmCli(process.env, process.execPath, existsSync)
  const options = { cwd: root, ownGroup: true, capture: true }
  const { code, stdout } =
    cli !== undefined
      ? await runChild(process.execPath, [cli, ...exec], options)
      : process.platform === 'win32'
        ? await runChild(
            'npm.cmd',
            exec.map((arg) => `"${arg}"`),
            { ...options, shell: true },
          )
        : await runChild('npm', exec, options)
  const answer = stdout.trim().split('\n').at(-1) ?? ''
  if (code !== 0 || !answer.startsWith('{')) {
    throw new LaunchError(
      `npm could not bring ${packages.join(' and ')} (exit code ${code}; its own words stand above). ` +
        `Check that npm reaches its registry, or install Node 22.19 or newer and pnpm ${pins.pnpm}.`,
    )
  }
  return JSON.parse(answer)
}

/**
 * @param {string} memory
 * @returns {Toolchain | undefined}
 */
function recall(memory) {
  try {
    const { node, pnpm, pins: then } = JSON.parse(readFileSync(memory, 'utf8'))
    if (JSON.stringify(then) !== JSON.stringify(pins)) return undefined
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
