import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSecret } from './read-secret.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heliograph-secret-'))
})
afterEach(() => rm(folder, { recursive: true }))

const writeSecret = async (text: string) => {
  const path = join(folder, 'secret')
  await writeFile(path, text)
  return path
}

test('comes from the environment, or from a file without the white space around it', async () => {
  const problems: string[] = []
  expect(readSecret({ KEY: 'plain' }, 'KEY', problems)).toBe('plain')
  expect(readSecret({ KEY_FILE: await writeSecret('in a file\n') }, 'KEY', problems)).toBe('in a file')
  expect(readSecret({ KEY_FILE: await writeSecret('two\nlines\r\n') }, 'KEY', problems)).toBe('two\nlines')
  expect(readSecret({}, 'KEY', problems)).toBeUndefined()
  expect(problems).toEqual([])
})

test('is refused where it is given twice, or its file cannot be read or is huge', async () => {
  const problems: string[] = []
  readSecret({ KEY: 'hidden', KEY_FILE: 'x' }, 'KEY', problems)
  readSecret({ KEY_FILE: join(folder, 'nowhere') }, 'KEY', problems)
  readSecret({ KEY_FILE: folder }, 'KEY', problems)
  const large = await writeSecret('hidden'.repeat(200_000))
  readSecret({ KEY_FILE: large }, 'KEY', problems)
  expect(problems).toEqual([
    'KEY and KEY_FILE are both set: set one of them.',
    `KEY_FILE must name a file that can be read; ${JSON.stringify(join(folder, 'nowhere'))} cannot (ENOENT).`,
    `KEY_FILE must name a file that can be read; ${JSON.stringify(folder)} cannot (EISDIR).`,
    `KEY_FILE names a file that is larger than 1048576 bytes: ${JSON.stringify(large)}.`,
  ])
})
