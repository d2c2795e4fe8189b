import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startGuarded } from './guarded-process.ts'

const posix = process.platform !== 'win32'
const script = (text: string) => ['-e', text]
const environment = { PATH: process.env.PATH ?? '' }
const forever = 'setInterval(() => {}, 1_000)'
// Starts a program of its own, as n8n does, and tells the process ids of both.
const family = `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, ['-e', '${forever}'])
  console.log(process.pid + ' ' + child.pid + ' ready')
  ${forever}`

const start = (text: string, file = process.execPath) => {
  const guarded = startGuarded(file, script(text), { cwd: process.cwd(), env: environment })
  onTestFinished(() => guarded.stop(0))
  return guarded
}

const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

// A process that init has not yet collected still counts as one.
const end = (pids: readonly number[]) => expect.poll(() => pids.some(isRunning)).toBe(false)

const pidsIn = (log: string) => [...log.matchAll(/\d+/g)].map(([pid]) => Number(pid))

test.runIf(posix)('ends a program in order, with what it has started', async () => {
  const guarded = start(`process.on('SIGTERM', () => { console.log('in order'); process.exit(3) }); ${family}`)
  await expect.poll(() => guarded.log()).toContain('ready')
  expect(guarded.exitCode()).toBeUndefined()
  const pids = pidsIn(guarded.log())
  await guarded.stop()
  expect(guarded.log()).toContain('in order')
  expect(guarded.exitCode()).toBe(3)
  await end(pids)
})

test.runIf(posix)('ends by force a program that does not listen', async () => {
  const guarded = start(`process.on('SIGTERM', () => {}); ${family}`)
  await expect.poll(() => guarded.log()).toContain('ready')
  const pids = pidsIn(guarded.log())
  await guarded.stop(50)
  await end(pids)
})

test.runIf(posix)('nothing outlives us, even if we are killed', async () => {
  const module = fileURLToPath(new URL('guarded-process.ts', import.meta.url))
  const us = spawn(
    process.execPath,
    [
      '--input-type=module',
      ...script(`
        const { startGuarded } = await import(${JSON.stringify(module)})
        const options = { cwd: '/', env: ${JSON.stringify(environment)} }
        const guarded = startGuarded(process.execPath, ['-e', ${JSON.stringify(family)}], options)
        setInterval(() => guarded.log().includes('ready') && console.log(guarded.log()), 50)`),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void us.kill('SIGKILL'))
  const [text] = (await once(us.stdout.setEncoding('utf8'), 'data')) as [string]
  const pids = pidsIn(text)
  expect(pids.map(isRunning)).toEqual([true, true])
  us.kill('SIGKILL')
  await end(pids)
})

test('says why a program could not be started', async () => {
  const guarded = start('', '/nowhere/program')
  await expect.poll(() => guarded.exitCode()).toBeDefined()
  expect(guarded.exitCode()).toBe(127)
  expect(guarded.log()).toContain('/nowhere/program could not be started')
})
