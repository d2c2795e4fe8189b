import { hash, timingSafeEqual } from 'node:crypto'
import { type Caller, type Scope, scopes } from './caller.ts'

/** Who bears a token, and what the token is known by: never the token itself. */
export interface ApiToken {
  readonly caller: Caller
  /** SHA-256 of the token's bytes. */
  readonly digest: Buffer
}

const shortestToken = 24

// What RFC 6750 lets stand behind `Bearer`.
const tokenText = /^[\w.~+/-]+=*$/
const nameText = /^[\w.-]{1,64}$/
const storedText = /^sha256:([0-9a-f]{64})$/i

const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer')

/** `name:scope+scope:token`, in which the token may have a colon of its own. */
const splitEntry = (entry: string): readonly [name: string, scopes: string, token: string] | undefined => {
  const [, name, scopeWords, token] = /^([^:]*):([^:]*):(.*)$/.exec(entry) ?? []
  return name === undefined || scopeWords === undefined || token === undefined ? undefined : [name, scopeWords, token]
}

const parseScopes = (words: string): ReadonlySet<Scope> | undefined => {
  const given = words.split('+')
  const known = scopes.filter((scope) => given.includes(scope))
  return given.every((word) => known.some((scope) => scope === word)) ? new Set(known) : undefined
}

const parseDigest = (token: string): Buffer | undefined => {
  const [, hex] = storedText.exec(token) ?? []
  if (hex !== undefined) return Buffer.from(hex, 'hex')
  return token.length >= shortestToken && tokenText.test(token) ? digestOf(token) : undefined
}

// An entry may be put together wrongly, with its token in front: so none is quoted, not even its name.
const parseEntry = (entry: string, report: (problem: string) => void): ApiToken | undefined => {
  const [name, scopeWords, token] = splitEntry(entry) ?? []
  if (name === undefined || scopeWords === undefined || token === undefined) {
    report('must be name:scopes:token, such as app:read+send:TOKEN')
    return undefined
  }
  const granted = parseScopes(scopeWords)
  const digest = parseDigest(token)
  if (!nameText.test(name)) report('must begin with a name of 1 to 64 letters, digits, dots, hyphens or underscores')
  if (!granted) report(`must have scopes of ${scopes.join(', ')} as its second part, with a plus between two`)
  if (!digest) {
    report(
      `must end in a token of at least ${shortestToken} characters (letters, digits and - . _ ~ + /, such as "openssl rand -hex 32" makes), or in sha256: and the 64 hexadecimal digits of its hash`,
    )
  }
  return nameText.test(name) && granted && digest ? { caller: { name, scopes: granted }, digest } : undefined
}

const listEntries = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

const isSame = (one: ReadonlySet<Scope>, other: ReadonlySet<Scope>): boolean =>
  one.size === other.size && [...one].every((scope) => other.has(scope))

/** Whether two entries are one token of the same name with the same scopes. */
export const isSameToken = (one: ApiToken, other: ApiToken): boolean =>
  one.digest.equals(other.digest) &&
  one.caller.name === other.caller.name &&
  isSame(one.caller.scopes, other.caller.scopes)

/**
 * The tokens of a list: entries `name:scope+scope:token`, with commas or line breaks between them; a line that begins
 * with # is a remark. A token is at least 24 characters, or `sha256:` and the hash of one. The same name may stand twice
 * with the same scopes: both tokens hold, which is how a token is replaced without a gap. Adds to `problems` a sentence
 * for each entry that is wrong, by its number and without quoting it.
 */
export const parseApiTokens = (text: string, setting: string, problems: string[]): readonly ApiToken[] => {
  const tokens: ApiToken[] = []
  const entries = listEntries(text)
  if (entries.length === 0) problems.push(`${setting} has no token: leave it out to run without.`)
  for (const [index, entry] of entries.entries()) {
    const report = (problem: string) => problems.push(`${setting}: entry ${index + 1} ${problem}.`)
    const token = parseEntry(entry, report)
    if (!token) continue
    if (tokens.some(({ digest }) => digest.equals(token.digest))) {
      report('has the token of an earlier entry: each token stands once')
    }
    const namesake = tokens.find(({ caller }) => caller.name === token.caller.name)
    if (namesake && !isSame(namesake.caller.scopes, token.caller.scopes)) {
      report('has the name of an earlier entry with other scopes: two tokens of one name have the same scopes')
    }
    tokens.push(token)
  }
  return tokens
}

/** Whose token it is. Every entry is compared, each in constant time, so that the time tells nothing of a token. */
export const findCaller = (tokens: readonly ApiToken[], token: string): Caller | undefined => {
  const digest = digestOf(token)
  let found: Caller | undefined
  for (const candidate of tokens) {
    if (timingSafeEqual(candidate.digest, digest)) found = candidate.caller
  }
  return found
}
