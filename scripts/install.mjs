import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { withLock } from './folder-lock.mjs'
import { LaunchError } from './launch-error.mjs'
import { runChild } from './run-child.mjs'
import { findPnpm, withNodeInPath } from './toolchain.mjs'

/**
 * Installs the dependencies unless they stand as the lockfile says. The stamp of a finished install is written last, so that
 * an interrupted install is repeated; a second run at the same time waits for the first.
 *
 * @param {string} root
 * @param {string} stateFolder
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @throws {LaunchError}
 */
export async function installIfNeeded(root, stateFolder, toolchain) {
  const stampFile = join(stateFolder, 'install-stamp')
  const stamp = stampOf(root, toolchain.nodeVersion)
  if (isInstalled(root, stampFile, stamp)) return
  await withLock(join(stateFolder, 'install.lock'), async () => {
    if (isInstalled(root, stampFile, stamp)) return
    rmSync(stampFile, { force: true })
    const [file, ...args] = await findPnpm(root, toolchain)
    // Modules of another package manager (somebody tried `npm install`) are replaced without a question nobody may answer.
    const install = ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']
    const { code } = await runChild(file, [...args, ...install], {
      cwd: root,
      env: withNodeInPath(process.env, toolchain.node),
      ownGroup: true,
    })
    if (code !== 0) {
      throw new LaunchError(`pnpm install failed (exit code ${code}; its own words stand above). Nothing was run.`)
    }
    mkdirSync(stateFolder, { recursive: true })
    writeFileSync(stampFile, stamp)
  })
}

/**
 * What an install depends on, as a hash: lockfile, workspace, each package.json of it, Node's major version, the platform.
 *
 * @param {string} root
 * @param {string} nodeVersion
 */
export function stampOf(root, nodeVersion) {
  const hash = createHash('sha256').update(JSON.stringify([nodeVersion.split('.')[0], process.platform, process.arch]))
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...listManifests(root)]) {
    hash.update(`\0${file}\0`)
    if (existsSync(join(root, file))) hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @returns {string[]} each package.json of the workspace (they lie at most two folders deep), sorted
 */
function listManifests(root) {
  const first = listFolders(root)
  const second = first.flatMap((folder) => listFolders(join(root, folder)).map((inner) => join(folder, inner)))
  return ['', ...first, ...second]
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(join(root, file)))
    .sort()
}

/** @param {string} folder */
function listFolders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => entry.name)
}

/**
 * @param {string} root
 * @param {string} stampFile
 * @param {string} stamp
 */
function isInstalled(root, stampFile, stamp) {
  return (
    existsSync(join(root, 'node_modules', '.modules.yaml')) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp
  )
}
