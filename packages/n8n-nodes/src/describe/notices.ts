import type { CatalogueEntry } from '@heliograph/core'
import { toPanelText } from './wording.ts'

const retryWarning =
  'Leave "Retry On Fail" off: n8n would run all items again, those that worked too. This node itself repeats a single request when, and only when, that is safe'

/**
 * What a user should know before running an operation that must not be repeated: that it costs money or does something twice,
 * and why n8n's own retry is the wrong tool. Undefined for an operation that may be repeated.
 */
export const findNotice = (entry: CatalogueEntry, entries: readonly CatalogueEntry[]): string | undefined => {
  const { operation } = entry
  if (operation.retry === 'safe') return undefined
  const effect =
    operation.access === 'send'
      ? 'Costs credit each time it runs'
      : toPanelText(operation.summary, entries).replace(/\.$/, '')
  return `${effect}. ${retryWarning}.`
}
