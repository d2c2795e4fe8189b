import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runChild } from './run-child.mjs'

const launch = fileURLToPath(new URL('launch.mjs', import.meta.url))
const runChildUrl = pathToFileURL(fileURLToPath(new URL('run-child.mjs', import.meta.url))).href
const posix = process.platform !== 'win32'

function createScratch() {
  const scratch = mkdtempSync(join(tmpdir(), 'heliograph launch-'))
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }))
  return scratch
}

test.each([
  [['nonsense'], 'There is no task "nonsense".'],
  [['toString'], 'There is no task "toString".'],
  [[], 'Which task?'],
])('answers %j with a sentence and the tasks', (args, sentence) => {
  const { status, stderr } = spawnSync(process.execPath, [launch, ...args], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain(sentence)
  expect(stderr).toContain('  test:e2e  ')
  expect(stderr).not.toContain('    at ')
})

test('hands arguments on as they are, and the exit code back', async () => {
  const script = 'console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 7'
  const args = ['a b', '"quoted"', "it's", '$HOME', '*', '']
  const result = await runChild(process.execPath, ['-e', script, '--', ...args], {
    cwd: createScratch(),
    capture: true,
  })
  expect(result.code).toBe(7)
  expect(JSON.parse(result.stdout)).toEqual(args)
})

test('says that a program cannot be started', async () => {
  await expect(runChild('/nowhere/program', [], { cwd: createScratch() })).rejects.toThrow('could not be started')
})

test.runIf(posix).each([false, true])('hands SIGTERM on and waits for the end (own group: %s)', async (ownGroup) => {
  const scratch = createScratch()
  const child = join(scratch, 'child.mjs')
  writeFileSync(
    child,
    `process.on('SIGTERM', () => { console.log('stopping'); process.exit(7) })
     setInterval(() => {}, 1000)
     console.log('ready')`,
  )
  const parent = join(scratch, 'parent.mjs')
  writeFileSync(
    parent,
    `import { runChild } from '${runChildUrl}'
     const run = runChild(process.execPath, [${JSON.stringify(child)}], { cwd: '/', ownGroup: ${ownGroup} })
     process.exitCode = await run.then(({ code }) => code, ({ exitCode }) => exitCode)`,
  )
  const running = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void running.kill('SIGKILL'))
  let written = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text
    if (text.includes('ready')) running.kill('SIGTERM')
  })
  const [code] = (await once(running, 'close')) as [number]
  expect(written).toBe('ready\nstopping\n')
  expect(code).toBe(ownGroup ? 143 : 7)
})
