import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAccessSettings } from './access-settings.ts'

const token = 'correct-horse-battery-staple'
const jwt = {
  JWT_JWKS_URL: 'https://login.example.com/jwks.json',
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'heliograph',
}

const parse = (env: Readonly<Record<string, string>>) => {
  const problems: string[] = []
  const settings = parseAccessSettings(env, problems)
  return { settings, problems }
}

test('shows GraphiQL to nobody once a token is required, unless told otherwise, and the schema to whoever may come in', () => {
  const shown = (env: Readonly<Record<string, string>>) => {
    const { graphiql, introspection } = parse(env).settings
    return [graphiql, introspection]
  }
  expect(shown({})).toEqual([true, true])
  expect(shown({ API_TOKENS: `app:read:${token}` })).toEqual([false, true])
  expect(shown(jwt)).toEqual([false, true])
  expect(shown({ ...jwt, GRAPHIQL: 'true', INTROSPECTION: 'false' })).toEqual([true, false])
})

test('reads tokens from a file, and remembers where it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'access-'))
  const path = join(folder, 'tokens')
  await writeFile(path, `# ours\napp:read:${token}\n`)
  const { settings, problems } = parse({ API_TOKENS_FILE: path })
  await writeFile(path, 'app:read')
  const wrong = parse({ API_TOKENS_FILE: path })
  await rm(folder, { recursive: true })
  expect(problems).toEqual([])
  expect(settings).toMatchObject({ tokensFile: path, tokens: [{ caller: { name: 'app' } }] })
  expect(wrong.problems).toEqual([expect.stringMatching(/^API_TOKENS_FILE: entry 1 must be/)])
  expect(parse({ API_TOKENS_FILE: path }).problems).toEqual([
    expect.stringMatching(/^API_TOKENS_FILE must name a file/),
  ])
})

test('reads where the keys of JWTs are, and whose they are', () => {
  expect(parse({ ...jwt, JWT_SCOPE_CLAIM: 'permissions' }).settings.jwt).toEqual({
    jwksUrl: jwt.JWT_JWKS_URL,
    issuer: jwt.JWT_ISSUER,
    audience: jwt.JWT_AUDIENCE,
    scopeClaim: 'permissions',
  })
  expect(parse(jwt).settings.jwt?.scopeClaim).toBe('scope')
})

test.each([
  [{ JWT_ISSUER: 'x' }, ['JWT_JWKS_URL is missing', 'JWT_AUDIENCE is missing']],
  [{ ...jwt, JWT_AUDIENCE: '' }, ['JWT_AUDIENCE is missing']],
  [{ ...jwt, JWT_JWKS_URL: 'http://login.example.com/jwks.json' }, ['JWT_JWKS_URL: The base URL must be https']],
  [{ JWT_SCOPE_CLAIM: 'scope' }, ['JWT_JWKS_URL is missing', 'JWT_ISSUER is missing', 'JWT_AUDIENCE is missing']],
  [{ GRAPHIQL: 'yes' }, ['GRAPHIQL must be true or false; given was "yes".']],
  [{ INTROSPECTION: '0' }, ['INTROSPECTION must be true or false; given was "0".']],
  [{ API_TOKENS: '' }, ['API_TOKENS has no token']],
  [{ API_TOKENS: 'x', API_TOKENS_FILE: 'y' }, ['API_TOKENS and API_TOKENS_FILE are both set']],
])('refuses %j', (env, sentences) => {
  const { problems } = parse(env)
  expect(problems).toHaveLength(sentences.length)
  for (const [index, sentence] of sentences.entries()) expect(problems[index]).toContain(sentence)
})
