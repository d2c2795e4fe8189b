import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { expect, onTestFinished, test, vi } from 'vitest'
import { withLock } from './folder-lock.mjs'

function createLockPath() {
  const scratch = mkdtempSync(join(tmpdir(), 'heliograph-lock-'))
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }))
  return join(scratch, 'deep', 'lock')
}

function createHeldLock(pid: number) {
  const lock = createLockPath()
  mkdirSync(lock, { recursive: true })
  writeFileSync(join(lock, `${pid}-token`), '')
  return lock
}

function endedProcess() {
  const { pid } = spawnSync(process.execPath, ['--version'])
  return pid
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

test('takes over the lock of a process that has ended, and leaves nothing behind', async () => {
  const lock = createHeldLock(endedProcess())
  expect(await withLock(lock, () => Promise.resolve('mine'))).toBe('mine')
  expect(readdirSync(dirname(lock))).toEqual([])
})

test('takes over a lock without a holder', async () => {
  const lock = createLockPath()
  mkdirSync(lock, { recursive: true })
  expect(await withLock(lock, () => Promise.resolve('mine'))).toBe('mine')
})

test('lets one in at a time when several find the holder dead at the same moment', async () => {
  const lock = createHeldLock(endedProcess())
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setTimeout(resolve, 300))
    inside -= 1
  }
  // A look at the holder is the moment for another process to come in between: once at first, and whenever the lock is away.
  const others: Promise<void>[] = []
  const kill = process.kill.bind(process)
  let nested = false
  const looks = vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (!nested && (others.length === 0 || !existsSync(lock))) {
      nested = true
      others.push(withLock(lock, work))
      nested = false
    }
    return kill(pid, signal)
  })
  onTestFinished(() => looks.mockRestore())
  await withLock(lock, work)
  await Promise.all(others)
  expect(others).toHaveLength(1)
  expect(most).toBe(1)
})

test('gives up with a sentence when the holder runs on', async () => {
  const lock = createHeldLock(process.ppid)
  const waiting = withLock(lock, () => Promise.resolve('mine'), -1)
  await expect(waiting).rejects.toThrow(`Another run (process ${process.ppid}) is still installing`)
  expect(existsSync(lock)).toBe(true)
})
