import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchError } from './launch-error.mjs'

const pollMs = 200
/** A lock without its holder's name is one whose maker died between two calls. */
const namelessMs = 5_000

/**
 * Runs `work` while this process alone holds the lock, which is a folder with the holder's process id in it. A lock whose
 * holder no longer runs is taken over.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @param {number} [patienceMs] how long to wait for a holder that runs
 * @returns {Promise<T>}
 * @throws {LaunchError} if the holder does not finish in time
 */
export async function withLock(folder, work, patienceMs = 600_000) {
  mkdirSync(dirname(folder), { recursive: true })
  const giveUpAt = Date.now() + patienceMs
  let told = false
  while (!take(folder)) {
    if (isStale(folder)) {
      clear(folder)
      continue
    }
    if (Date.now() > giveUpAt) {
      throw new LaunchError(
        `Another run (process ${holderOf(folder)}) is still installing. If it is not, delete ${folder}.`,
      )
    }
    if (!told) process.stderr.write('Waiting for another run that is installing.\n')
    told = true
    await sleep(pollMs)
  }
  try {
    return await work()
  } finally {
    if (holderOf(folder) === process.pid) rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(folder, 'pid'), String(process.pid))
  return true
}

/**
 * Renaming is atomic: of several that find the lock stale, one moves it away. A lock that turns out to be somebody's, who
 * took it between our look and our move, is put back.
 *
 * @param {string} folder
 */
function clear(folder) {
  const aside = `${folder}.${process.pid}`
  try {
    renameSync(folder, aside)
    if (isStale(aside)) rmSync(aside, { recursive: true, force: true })
    else renameSync(aside, folder)
  } catch {
    // Another was quicker.
  }
}

/** @param {string} folder */
function isStale(folder) {
  const holder = holderOf(folder)
  if (holder !== undefined) return !isRunning(holder)
  try {
    return Date.now() - statSync(folder).mtimeMs > namelessMs
  } catch {
    return false
  }
}

/**
 * @param {string} folder
 * @returns {number | undefined}
 */
function holderOf(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
