import type { CatalogueEntry } from '@heliograph/core'
import type { INodeProperties } from 'n8n-workflow'
import type { PanelVariation } from '../describe/derive-properties.ts'

/** How the waiting twin of a sending operation is called, and what it says of itself. */
interface Twin {
  readonly title: string
  readonly action: string
  readonly summary: string
}

const verbOfTwin = 'sendThenReport'

const summarise = (what: string) =>
  `${what}, and pauses the workflow until the delivery report is there or the limit has passed. The report is then on the item as deliveryReport, which is null without one. n8n must be reachable for sms365. With several items it waits for all of them. Costs SMS credits.`

const twins: Readonly<Record<string, Twin>> = {
  'sms365.sms.send': {
    title: 'Send and Wait for Delivery Report',
    action: 'Send an SMS and wait for its delivery report',
    summary: summarise('Sends an SMS'),
  },
  'sms365.twoFactor.send': {
    title: 'Send Code and Wait for Delivery Report',
    action: 'Send a verification code and wait for its delivery report',
    summary: summarise('Sends an SMS with a random code'),
  },
}

/** For each operation that can ask for a delivery report, one that waits for it. The request is the same. */
export const deriveReportOperations = (entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] =>
  entries.flatMap((entry) => {
    const twin = twins[entry.id]
    if (!twin) return []
    return {
      ...entry,
      id: `${entry.provider.name}.${entry.resourceName}.${verbOfTwin}`,
      verb: verbOfTwin,
      operation: { ...entry.operation, ...twin },
    }
  })

/** Whether an operation waits for delivery reports. */
export const awaitsReport = ({ verb }: CatalogueEntry): boolean => verb === verbOfTwin

/** The name of the limit in the panel. */
export const limitParameter = 'waitMinutes'

const longestMinutes = 7 * 24 * 60

const limitProperty: INodeProperties = {
  displayName: 'Wait at Most (Minutes)',
  name: limitParameter,
  type: 'number',
  typeOptions: { minValue: 1, maxValue: longestMinutes, numberPrecision: 0 },
  required: true,
  default: 60,
  description:
    'After so many minutes the workflow goes on without the reports that are missing, and, of several items, without those that came in the meantime',
  hint: 'sms365 calls this n8n with the report, so it must be reachable from the internet',
}

/** How the panel of a waiting operation departs from that of the sending one. */
export const reportPanel: PanelVariation = {
  furtherProperties: [limitProperty],
  // The node sees to these itself: the address of the report, and with it how long the gateway holds its answer back.
  hiddenFields: ['callback', 'wait'],
}

/** The limit in milliseconds; what is no number of minutes is the default of an hour. */
export const toLimitMs = (minutes: unknown): number => {
  const number = Number(minutes)
  return (Number.isFinite(number) && number > 0 ? Math.min(number, longestMinutes) : 60) * 60_000
}
