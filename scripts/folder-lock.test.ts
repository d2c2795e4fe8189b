import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { withLock } from './folder-lock.mjs'

function createLockPath() {
  const scratch = mkdtempSync(join(tmpdir(), 'heliograph-lock-'))
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }))
  return join(scratch, 'deep', 'lock')
}

function createHeldLock(pid: number | undefined) {
  const lock = createLockPath()
  mkdirSync(lock, { recursive: true })
  if (pid !== undefined) writeFileSync(join(lock, 'pid'), String(pid))
  return lock
}

test('lets one in at a time, and leaves nothing behind', async () => {
  const lock = createLockPath()
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
    return 'done'
  }
  expect(await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)])).toEqual([
    'done',
    'done',
    'done',
  ])
  expect(most).toBe(1)
  expect(existsSync(lock)).toBe(false)
})

test('opens again when the work fails', async () => {
  const lock = createLockPath()
  await expect(withLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(existsSync(lock)).toBe(false)
})

test('takes over the lock of a process that has ended', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  expect(await withLock(createHeldLock(pid), () => Promise.resolve('mine'))).toBe('mine')
})

test('takes over a lock that has stood without a name for long', async () => {
  const lock = createHeldLock(undefined)
  utimesSync(lock, 0, 0)
  expect(await withLock(lock, () => Promise.resolve('mine'))).toBe('mine')
})

test('gives up with a sentence when the holder runs on', async () => {
  const lock = createHeldLock(process.ppid)
  const waiting = withLock(lock, () => Promise.resolve('mine'), -1)
  await expect(waiting).rejects.toThrow(`Another run (process ${process.ppid}) is still installing`)
  expect(existsSync(lock)).toBe(true)
})
