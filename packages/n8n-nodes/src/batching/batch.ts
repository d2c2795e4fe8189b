import type { CatalogueEntry } from '@heliograph/core'
import type { Failure } from '../execute/failure.ts'
import type { Input } from '../execute/read-input.ts'

/** What a combined call means for one of its items: an answer as the operation itself would give it, or a failure of its own. */
export type BatchedResult = { readonly output: unknown } | { readonly failure: Failure }

/** How several items of an operation become one call, and how each finds its own part of the answer. */
export interface Batch {
  /** What an item calls upon: recipients or IDs, in the form in which the answer is matched. Each may occur once in a call. */
  members(input: Input): readonly string[]
  /** Items with equal keys can share a call; undefined for one that must go alone. */
  key(input: Input): string | undefined
  /** The call for several items; `entry` may be another operation of the same provider. */
  merge(inputs: readonly Input[]): { readonly entry: CatalogueEntry; readonly input: Input }
  /** The results of the items, in their order, matched by member and never by position. */
  divide(output: unknown, inputs: readonly Input[]): readonly BatchedResult[]
  /** For the panel: what combining means for the user. */
  readonly note: string
}

// `$now` gives each item a time of its own; no provider tells times apart within a second.
const toSecond = (value: unknown): unknown => {
  const instant = value instanceof Date ? value : new Date(String(value))
  return Number.isNaN(instant.getTime()) ? value : Math.floor(instant.getTime() / 1_000)
}

/** Everything of an input but one field, as a key; times to the second. The order is that of the declared fields. */
export const keyWithout = (input: Input, name: string): string =>
  JSON.stringify(
    Object.entries(input).flatMap(([field, value]) =>
      field === name ? [] : [[field, field === 'sendAt' ? toSecond(value) : value]],
    ),
  )

/** The texts of a list field; empty where it holds anything else, which core then refuses in words. */
export const listTexts = (input: Input, name: string): readonly string[] => {
  const value = input[name]
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : []
}

/** The failure of an item for which a combined call that worked holds no answer. */
export const missingFromAnswer = (subject: Readonly<Record<string, string>>): Failure => ({
  message: 'The answer to the combined request says nothing about this item',
  description:
    'It is not known whether it took effect. Do not simply repeat it: look at the history of the account, or ask for its status.',
  kind: 'unexpected-reply',
  outcome: 'unknown',
  subject,
})
