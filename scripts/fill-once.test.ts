import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fillOnce } from './fill-once.ts'

function createFolderPath() {
  const scratch = mkdtempSync(join(tmpdir(), 'heliograph-fill-'))
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }))
  return join(scratch, 'deep', 'folder')
}

const fillWith = (text: string) =>
  vi.fn(async (unfinished: string) => {
    await Promise.resolve()
    writeFileSync(join(unfinished, 'text'), text)
  })

test('fills a folder once, however many ask at the same time', async () => {
  const folder = createFolderPath()
  const fill = fillWith('a')
  await Promise.all([fillOnce(folder, fill), fillOnce(folder, fill), fillOnce(folder, fill)])
  await fillOnce(folder, fill)
  expect(fill).toHaveBeenCalledOnce()
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('a')
  expect(readdirSync(dirname(folder))).toEqual(['folder'])
})

test('leaves nothing when filling fails, and fills at the next try', async () => {
  const folder = createFolderPath()
  const fail = (unfinished: string) => {
    writeFileSync(join(unfinished, 'half'), '')
    return Promise.reject(new Error('no network'))
  }
  await expect(fillOnce(folder, fail)).rejects.toThrow('no network')
  expect(readdirSync(dirname(folder))).toEqual([])
  await fillOnce(folder, fillWith('a'))
  expect(readdirSync(folder)).toEqual(['text'])
})

test('does not take for whole what a killed run has left, and removes it', async () => {
  const folder = createFolderPath()
  const script = `
    const { fillOnce } = await import(${JSON.stringify(fileURLToPath(new URL('fill-once.ts', import.meta.url)))})
    const { writeFileSync } = await import('node:fs')
    await fillOnce(${JSON.stringify(folder)}, async (unfinished) => {
      writeFileSync(unfinished + '/half', '')
      console.log('filling')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(folder)).toBe(false)
  expect(readdirSync(dirname(folder))).toHaveLength(2)
  await fillOnce(folder, fillWith('a'))
  expect(readdirSync(folder)).toEqual(['text'])
  expect(readdirSync(dirname(folder))).toEqual(['folder'])
})

test('takes the folder that somebody has put into its place meanwhile', async () => {
  const folder = createFolderPath()
  await fillOnce(folder, async (unfinished) => {
    await fillWith('mine')(unfinished)
    mkdirSync(folder)
    writeFileSync(join(folder, 'text'), 'theirs')
  })
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('theirs')
  expect(readdirSync(dirname(folder))).toEqual(['folder'])
})
