import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import type { PersistedDocuments } from '../limits/persisted-documents.ts'

/** How much is taken at once, and in a minute. */
export interface LimitSettings {
  /** How long a list of an input may be, such as the recipients of a bulk. */
  readonly maxRecipients: number
  /** The points of a caller in a minute; 0 for any number. */
  readonly pointsPerMinute: number
  readonly persistedDocuments?: PersistedDocuments
}

/** The limits of a server without tokens and without limits in its settings. */
export const usualLimits: LimitSettings = { maxRecipients: 1_000, pointsPerMinute: 0 }

type Environment = Readonly<Record<string, string | undefined>>

/** What a caller with a token may use up in a minute unless told otherwise: ten sends a second. */
const usualPoints = 6_000

const parseWhole = (
  env: Environment,
  setting: string,
  { least, most, unset }: { readonly least: number; readonly most: number; readonly unset: number },
  problems: string[],
): number => {
  const text = env[setting] ?? String(unset)
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  problems.push(`${setting} must be a whole number from ${least} to ${most}; given was ${JSON.stringify(text)}.`)
  return unset
}

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

const isDocument = (text: unknown): text is string => {
  try {
    return typeof text === 'string' && parse(text).definitions.length > 0
  } catch {
    return false
  }
}

const readDocuments = (path: string, problems: string[]): ReadonlyMap<string, string> => {
  const content = readJson(path)
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    problems.push(
      `PERSISTED_DOCUMENTS_FILE must be a JSON file with an object of documents by their ids; ${JSON.stringify(path)} is not.`,
    )
    return new Map()
  }
  const documents = new Map<string, string>()
  for (const [id, text] of Object.entries(content)) {
    if (isDocument(text)) documents.set(id, text)
    else
      problems.push(
        `PERSISTED_DOCUMENTS_FILE: what stands under ${JSON.stringify(id.slice(0, 80))} is no GraphQL document.`,
      )
  }
  return documents
}

const parsePersistedDocuments = (env: Environment, problems: string[]): PersistedDocuments | undefined => {
  const { PERSISTED_DOCUMENTS_FILE: path, PERSISTED_DOCUMENTS_ONLY: only = 'false' } = env
  if (only !== 'true' && only !== 'false') {
    problems.push(`PERSISTED_DOCUMENTS_ONLY must be true or false; given was ${JSON.stringify(only)}.`)
  }
  if (path === undefined) {
    if (only === 'true')
      problems.push('PERSISTED_DOCUMENTS_ONLY is true and PERSISTED_DOCUMENTS_FILE is not set: set both, or neither.')
    return undefined
  }
  return { documents: readDocuments(path, problems), isExclusive: only === 'true' }
}

/** MAX_RECIPIENTS, RATE_LIMIT, PERSISTED_DOCUMENTS_FILE and PERSISTED_DOCUMENTS_ONLY. Without tokens there is no rate limit unless one is set. */
export const parseLimitSettings = (env: Environment, isTokenRequired: boolean, problems: string[]): LimitSettings => {
  const persistedDocuments = parsePersistedDocuments(env, problems)
  return {
    maxRecipients: parseWhole(
      env,
      'MAX_RECIPIENTS',
      { least: 1, most: 100_000, unset: usualLimits.maxRecipients },
      problems,
    ),
    pointsPerMinute: parseWhole(
      env,
      'RATE_LIMIT',
      { least: 0, most: 100_000_000, unset: isTokenRequired ? usualPoints : 0 },
      problems,
    ),
    ...(persistedDocuments && { persistedDocuments }),
  }
}
