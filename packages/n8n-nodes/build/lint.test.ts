import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const eslint = join(dirname(createRequire(import.meta.url).resolve('eslint/package.json')), 'bin', 'eslint.js')

const lint = () =>
  new Promise<string>((resolve) => {
    // One of the plugins behaves otherwise where it believes to be in its own tests.
    const env = { ...process.env, NODE_ENV: 'production' }
    execFile(process.execPath, [eslint, '.', '--max-warnings', '0'], { cwd: root, env }, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}` || error.message : '')
    })
  })

it('passes the rules of both of n8n’s lint plugins', async () => {
  expect(await lint()).toBe('')
})
