import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { faultKinds } from './faults.ts'
import { quirkValues } from './quirks.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)

const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

it('lists every quirk with its values, and no other', () => {
  const listed = rows.flatMap(([, name = '', values = '']) =>
    /^`(proxstop|sms365|netoxygen)\./.test(name) ? [`${name} ${values}`] : [],
  )
  expect(listed).toEqual(
    [...quirkValues].map(([name, values]) => `\`${name}\` ${values.map((value) => `\`${value}\``).join(', ')}`),
  )
})

it('lists every fault with its processing', () => {
  const kinds = Object.entries(faultKinds).map(([kind, { processing }]) => [`\`${kind}\``, processing])
  const listed = rows.map(([, kind, , processing]) => [kind, processing])
  expect(listed).toEqual(expect.arrayContaining(kinds))
})

it('says which settings each fault has', () => {
  for (const [kind, { settings }] of Object.entries(faultKinds)) {
    const row = rows.find(([, name]) => name === `\`${kind}\``) ?? []
    expect([...(row[4] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(settings)
  }
})

it('has examples', () => {
  expect(examples).toHaveLength(4)
})

it.each(examples.map((code, index) => [index + 1, code]))('runs example %i', async (_, code) => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module-typescript', '--eval', String(code)],
    { cwd: packageFolder },
  )
  expect(stderr).toBe('')
  // What a comment shows in full has to be printed.
  for (const [, shown = ''] of String(code).matchAll(/\/\/ (\{.*\}|\d+)$/gm)) {
    for (const piece of shown.split('…'))
      expect(stdout.replace(/\s+/g, ' ')).toContain(piece.trim().replace(/^, |,$/g, ''))
  }
})
