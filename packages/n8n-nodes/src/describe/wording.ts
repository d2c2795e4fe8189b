import type { CatalogueEntry } from '@heliograph/core'
import { findOperationWords, findResourceTitle } from './presentation.ts'

/** One sentence stands without its full stop; several keep theirs. */
const toDescription = (text: string): string => {
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1)
  const withoutEnd = capitalised.replace(/\.$/, '')
  return /\. /.test(withoutEnd) ? `${withoutEnd}.` : withoutEnd
}

const withIds = (text: string): string => text.replace(/\bids\b/gi, 'IDs').replace(/\bid\b/gi, 'ID')

const operationName = /\b(?:[a-z]\w*\.)?([a-z]\w*)\.([a-z]\w*)\b/g

/** A text of core with operations called as in the panel: `sms365.contact.list` is "Contact: List Contacts". */
export const nameOperations = (text: string, entries: readonly CatalogueEntry[]): string =>
  text.replace(operationName, (found, resource: string, verb: string) => {
    const entry = entries.find((candidate) => candidate.resourceName === resource && candidate.verb === verb)
    return entry ? `"${findResourceTitle(entry)}: ${findOperationWords(entry).name}"` : found
  })

/** A text of the catalogue as n8n's conventions want it; names of operations in it become what the panel calls them. */
export const toPanelText = (text: string, entries: readonly CatalogueEntry[]): string =>
  toDescription(withIds(nameOperations(text, entries)))

/** SCREAMING_SNAKE as Title Case: `FLASH` is "Flash". */
export const toChoiceTitle = (value: string): string =>
  value
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

/** The order in which n8n wants options. */
export const byTitle = (left: { readonly title: string }, right: { readonly title: string }): number =>
  left.title.localeCompare(right.title, 'en')
