import { estimateParts, listOperations, sms365 } from '@heliograph/core'
import { addCallback, awaitReports } from '../await-report/await-reports.ts'
import { deriveReportOperations, reportPanel } from '../await-report/report-operations.ts'
import { sms365Batches } from '../batching/sms365-batches.ts'
import { createListSearch } from '../connect/list-search.ts'
import { deriveProperties } from '../describe/derive-properties.ts'
import { longTextHint } from '../describe/node-hints.ts'
import { listSensitiveOutputFields } from '../describe/operation-shape.ts'
import type { NodeSetup } from '../execute/node-setup.ts'

const catalogued = listOperations(sms365)
const reportOperations = deriveReportOperations(catalogued)
const entries = [...catalogued, ...reportOperations]
const batches = sms365Batches(entries)
const credentialType = 'sms365Api'

/** Operations whose `text` goes out as SMS. */
const smsOperations: ReadonlySet<string> = new Set([
  'sms365.sms.send',
  'sms365.sms.bulk',
  'sms365.twoFactor.send',
  ...reportOperations.map(({ id }) => id),
])

/** How the sms365 node runs. */
export const sms365Setup: NodeSetup = {
  entries,
  credentialType,
  batches,
  refusals: {},
  estimate: ({ id }, { text, unicode }) =>
    smsOperations.has(id) && typeof text === 'string'
      ? estimateParts(text, { provider: 'sms365', unicode: unicode === true })
      : undefined,
  complete: addCallback,
  conclude: awaitReports,
}

/** The panel of the sms365 node. */
export const sms365Properties = deriveProperties({
  entries,
  combineNotes: Object.fromEntries(Object.entries(batches).map(([id, { note }]) => [id, note])),
  variations: Object.fromEntries(reportOperations.map(({ id }) => [id, reportPanel])),
})

/** Hints in the panel of the sms365 node. */
export const sms365Hints = [
  longTextHint({
    operations: ['sms.send', 'sms.bulk', 'sms.sendThenReport'],
    text: 'text',
    unicode: '($parameter["additionalFields"] ?? {}).unicode',
  }),
]

/** Keys that an output may hold. */
export const sms365SensitiveFields = listSensitiveOutputFields(entries)

/** Searches for the records that the sms365 panel picks from lists. */
export const sms365ListSearch = createListSearch(entries, credentialType)
