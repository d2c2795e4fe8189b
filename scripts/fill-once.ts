import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { withLock } from './folder-lock.mjs'

/**
 * Makes a folder that is there whole or not at all: filled under another name, and moved into place at the end. Others who
 * want the same one meanwhile wait for the first; what an interrupted one has left is removed.
 *
 * @param folder absolute path
 * @param fill puts everything into the folder it is given
 * @param patienceMs how long to wait for another process that is filling it
 */
export const fillOnce = async (
  folder: string,
  fill: (unfinished: string) => Promise<void>,
  patienceMs?: number,
): Promise<void> => {
  if (existsSync(folder)) return
  await withLock(`${folder}.lock`, () => fillAlone(folder, fill), patienceMs)
}

const fillAlone = async (folder: string, fill: (unfinished: string) => Promise<void>) => {
  if (existsSync(folder)) return
  const prefix = `${folder}.part-`
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(basename(prefix))) discard(join(dirname(folder), name))
  }
  // Never a name that was used before: programs that an interrupted run has started may still be writing there.
  const unfinished = mkdtempSync(prefix)
  try {
    await fill(unfinished)
    renameSync(unfinished, folder)
  } catch (error) {
    discard(unfinished)
    // Somebody who does not know the lock, such as a person who copied it here, was quicker.
    if (!existsSync(folder)) throw error
  }
}

const discard = (folder: string) => {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Somebody is still writing to it; the next one to fill removes it.
  }
}
