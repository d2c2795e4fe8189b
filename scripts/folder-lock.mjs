import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchError } from './launch-error.mjs'

const pollMs = 200

/**
 * Runs `work` while this call alone holds the lock: a folder with one file, whose name is the holder's process id and a token
 * that no other holder ever has. A lock whose holder no longer runs is taken over.
 *
 * An empty folder is an open lock. So each step is one atomic call that cannot hit another holder than the one it means: a
 * folder with our name in it is moved into place, which fails where a name stands; a name is removed, by itself; an empty
 * folder is removed, which fails where it is not empty.
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
  const name = `${process.pid}-${randomUUID()}`
  const giveUpAt = Date.now() + patienceMs
  let told = false
  while (!take(folder, name)) {
    if (removeDeadHolder(folder)) continue
    if (Date.now() > giveUpAt) {
      throw new LaunchError(
        `Another run (process ${pidOf(holderOf(folder))}) is still installing. If it is not, delete ${folder}.`,
      )
    }
    if (!told) process.stderr.write('Waiting for another run that is installing.\n')
    told = true
    await sleep(pollMs)
  }
  try {
    return await work()
  } finally {
    rmSync(join(folder, name), { force: true })
    removeIfEmpty(folder)
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
function take(folder, name) {
  const ready = `${folder}.${name}`
  mkdirSync(ready)
  writeFileSync(join(ready, name), '')
  // Windows moves no folder onto another one, not even onto an empty one.
  removeIfEmpty(folder)
  try {
    renameSync(ready, folder)
    return true
  } catch (error) {
    rmSync(ready, { recursive: true, force: true })
    if (isCodeOf(error, ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'])) return false
    throw error
  }
}

/**
 * @param {string} folder
 * @returns {boolean} whether there was one
 */
function removeDeadHolder(folder) {
  const holder = holderOf(folder)
  const pid = pidOf(holder)
  if (holder === undefined || pid === undefined || isRunning(pid)) return false
  rmSync(join(folder, holder), { force: true })
  return true
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  try {
    rmdirSync(folder)
  } catch {
    // It holds a name, or is not there.
  }
}

/**
 * @param {string} folder
 * @returns {string | undefined} the name in the lock
 */
function holderOf(folder) {
  try {
    return readdirSync(folder)[0]
  } catch {
    return undefined
  }
}

/** @param {string | undefined} holder */
function pidOf(holder) {
  const pid = Number.parseInt(holder ?? '', 10)
  return pid > 0 ? pid : undefined
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return isCodeOf(error, ['EPERM'])
  }
}

/**
 * @param {unknown} error
 * @param {readonly string[]} codes
 */
function isCodeOf(error, codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
