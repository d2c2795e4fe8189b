import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import type { PersistedDocuments } from '../limits/persisted-documents.ts'
import { type Environment, readSwitch, readWhole } from './read-setting.ts'

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

/** What a caller with a token may use up in a minute unless told otherwise: ten sends a second, or five bulks of a thousand. */
const usualPoints = 6_000

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
  const path = env['PERSISTED_DOCUMENTS_FILE']
  const isExclusive = readSwitch(env, 'PERSISTED_DOCUMENTS_ONLY', false, problems)
  if (path === undefined) {
    if (isExclusive)
      problems.push('PERSISTED_DOCUMENTS_ONLY is true and PERSISTED_DOCUMENTS_FILE is not set: set both, or neither.')
    return undefined
  }
  return { documents: readDocuments(path, problems), isExclusive }
}

/** MAX_RECIPIENTS, RATE_LIMIT, PERSISTED_DOCUMENTS_FILE and PERSISTED_DOCUMENTS_ONLY. Without tokens there is no rate limit unless one is set. */
export const parseLimitSettings = (env: Environment, isTokenRequired: boolean, problems: string[]): LimitSettings => {
  const persistedDocuments = parsePersistedDocuments(env, problems)
  return {
    maxRecipients: readWhole(
      env,
      'MAX_RECIPIENTS',
      { least: 1, most: 100_000, unset: usualLimits.maxRecipients },
      problems,
    ),
    pointsPerMinute: readWhole(
      env,
      'RATE_LIMIT',
      { least: 0, most: 100_000_000, unset: isTokenRequired ? usualPoints : 0 },
      problems,
    ),
    ...(persistedDocuments && { persistedDocuments }),
  }
}
