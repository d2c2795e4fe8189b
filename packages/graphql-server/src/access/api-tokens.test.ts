import type * as crypto from 'node:crypto'
import { createHash, timingSafeEqual } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { findCaller, parseApiTokens } from './api-tokens.ts'
import { scopes } from './caller.ts'

vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof crypto>()
  return { ...original, timingSafeEqual: vi.fn(original.timingSafeEqual) }
})

const token = 'correct-horse-battery-staple'
const other = 'another-token-of-30-characters'

const parse = (text: string) => {
  const problems: string[] = []
  const tokens = parseApiTokens(text, 'API_TOKENS', problems)
  return { tokens, problems }
}

describe('parseApiTokens', () => {
  it('reads entries with commas and line breaks between them, and leaves remarks out', () => {
    const { tokens, problems } = parse(
      `# who: what, for\napp:read+send:${token}\r\n\n  ops:admin:${other} , x:manage:${'x'.repeat(24)}`,
    )
    expect(problems).toEqual([])
    expect(tokens.map(({ caller }) => [caller.name, [...caller.scopes]])).toEqual([
      ['app', ['read', 'send']],
      ['ops', ['admin']],
      ['x', ['manage']],
    ])
  })

  it('knows a token by its hash, in which form it may be given', () => {
    const hex = createHash('sha256').update(token).digest('hex')
    const given = parse(`app:read:sha256:${hex},b:read:sha256:${'AB'.repeat(32)}`)
    expect(given.problems).toEqual([])
    expect(findCaller(given.tokens, token)?.name).toBe('app')
    expect(findCaller(given.tokens, `sha256:${hex}`)).toBeUndefined()
  })

  it('keeps nothing of a token but its hash', () => {
    expect(JSON.stringify(parse(`app:read:${token}`).tokens)).not.toContain(token)
  })

  it('takes two tokens of one name with the same scopes, in whatever order', () => {
    const { tokens, problems } = parse(`app:read+send:${token},app:send+read:${other}`)
    expect(problems).toEqual([])
    expect([findCaller(tokens, token)?.name, findCaller(tokens, other)?.name]).toEqual(['app', 'app'])
  })

  it.each([
    ['', 'API_TOKENS has no token'],
    ['# nothing', 'API_TOKENS has no token'],
    [token, 'entry 1 must be name:scopes:token'],
    [`app:${token}`, 'entry 1 must be name:scopes:token'],
    [`${token} x:read:${token}`, 'entry 1 must begin with a name'],
    [`:read:${token}`, 'entry 1 must begin with a name'],
    [`jwt:me:read:${token}`, 'entry 1 must have scopes'],
    [`app:write:${token}`, 'entry 1 must have scopes of read, send, manage, admin'],
    [`app::${token}`, 'entry 1 must have scopes'],
    [`app:read+:${token}`, 'entry 1 must have scopes'],
    ['app:read:short', 'entry 1 must end in a token of at least 24 characters'],
    [`app:read:${token} ${token}`, 'entry 1 must end in a token'],
    ['app:read:sha256:abc', 'entry 1 must end in a token'],
    [`a:read:${token},b:read:${token}`, 'entry 2 has the token of an earlier entry'],
    [`a:read:${token},a:send:${other}`, 'entry 2 has the name of an earlier entry with other scopes'],
  ])('refuses %j, and quotes none of it', (text, problem) => {
    const { problems } = parse(text)
    expect(problems.join('\n')).toContain(problem)
    expect(problems.join('\n')).not.toContain(token)
  })

  it('finds each token of a list under its name with its scopes, and no other text (property)', () => {
    const text = fc.stringMatching(/^[\w.~+/-]{24,60}={0,2}$/)
    const entry = fc.record({
      name: fc.stringMatching(/^[\w.-]{1,64}$/).filter((name) => !name.startsWith('#')),
      granted: fc.subarray([...scopes], { minLength: 1 }),
      text,
    })
    const list = fc.uniqueArray(entry, { minLength: 1, maxLength: 8, selector: ({ name }) => name })
    fc.assert(
      fc.property(list, fc.constantFrom(',', '\n', ' ,\r\n '), text, (entries, between, stranger) => {
        fc.pre(new Set([...entries.map((one) => one.text), stranger]).size === entries.length + 1)
        const lines = entries.map(({ name, granted, text: given }) => `${name}:${granted.join('+')}:${given}`)
        const { tokens, problems } = parse(lines.join(between))
        expect(problems).toEqual([])
        for (const { name, granted, text: given } of entries) {
          expect(findCaller(tokens, given)).toEqual({ name, scopes: new Set(granted) })
        }
        expect(findCaller(tokens, stranger)).toBeUndefined()
      }),
    )
  })

  it('throws nothing and quotes nothing, whatever it is given (property)', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { tokens, problems } = parse(`${text}:${token}`)
        expect(problems.join()).not.toContain(token)
        expect(tokens.length + problems.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('findCaller', () => {
  it.each([token, other, 'a-token-that-nobody-has-00'])('compares every entry in constant time for %s', (given) => {
    const { tokens } = parse(`app:read:${token},ops:send:${other},x:admin:${'x'.repeat(24)}`)
    vi.mocked(timingSafeEqual).mockClear()
    findCaller(tokens, given)
    expect(timingSafeEqual).toHaveBeenCalledTimes(3)
  })
})
