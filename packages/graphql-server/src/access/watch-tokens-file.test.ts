import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { parseApiTokens } from './api-tokens.ts'
import { createAuthenticator } from './authenticate.ts'
import { watchTokensFile } from './watch-tokens-file.ts'

const first = 'first-token-of-this-file-0001'
const second = 'second-token-of-this-file-002'
const lines: string[] = []
const log = createLog('info', { write: (line) => lines.push(line) })
let folder = ''
let stop = () => {}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokens-'))
})
afterEach(async () => {
  stop()
  await rm(folder, { recursive: true })
})

test('takes the tokens of the file when it changes, and keeps them while it is wrong or away', async () => {
  const path = join(folder, 'tokens')
  await writeFile(path, `app:read:${first}`)
  const authenticator = createAuthenticator({ tokens: parseApiTokens(`app:read:${first}`, 'API_TOKENS', []) }, log)
  stop = watchTokensFile(path, authenticator, log, 20)
  const nameOf = async (token: string) => (await authenticator.authenticate({ authorization: `Bearer ${token}` }))?.name

  await writeFile(path, `app:read:${first}\napp:read:${second}`)
  await expect.poll(() => nameOf(second)).toBe('app')
  expect(await nameOf(first)).toBe('app')

  await writeFile(path, `app:write:${second}`)
  await expect.poll(() => lines.filter((line) => line.includes('stay as they were')).length).toBe(1)
  await rm(path)
  await expect.poll(() => lines.filter((line) => line.includes('stay as they were')).length).toBe(2)
  // A file that is being written is empty for a moment.
  await writeFile(path, '')
  await expect.poll(() => lines.filter((line) => line.includes('stay as they were')).length).toBe(3)
  expect(await nameOf(second)).toBe('app')

  await writeFile(path, `app:read:${second}`)
  await expect.poll(() => nameOf(first)).toBeUndefined()
  expect(lines.join()).not.toContain(first)
  expect(lines.join()).not.toContain(second)
})
