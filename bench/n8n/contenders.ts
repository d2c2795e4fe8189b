import type { WorkflowNode } from '../../test/n8n/rest-client.ts'
import { ourNode, type Workbench } from '../../test/n8n/workbench.ts'

/** A way to send an SMS to each item; the text is the same for all, as in a reminder to a list. */
export interface Contender {
  readonly name: string
  /** The node that does it, to which come items with `mobile`. */
  readonly node: WorkflowNode
}

const text = 'Your table is booked for 20:00'

const sms365Node = ({ sms365 }: Workbench, options: object): WorkflowNode => ({
  name: 'Send',
  type: ourNode('sms365'),
  credentials: sms365,
  parameters: { resource: 'sms', operation: 'send', to: '={{ $json.mobile }}', text, options },
})

const netOxygenNode = ({ netOxygen }: Workbench, options: object): WorkflowNode => ({
  name: 'Send',
  type: ourNode('netOxygen'),
  credentials: netOxygen,
  parameters: { resource: 'message', operation: 'send', to: '={{ $json.mobile }}', message: text, options },
})

/** n8n's own node with the request that ours makes for one SMS of sms365. */
const httpRequestNode = ({ sandbox }: Workbench, options: object): WorkflowNode => {
  const fields = { key: sandbox.credentials.sms365.apiKey, type: 'json', to: '={{ $json.mobile }}', text }
  return {
    name: 'Send',
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: {
      method: 'POST',
      url: `${sandbox.baseUrls.sms365}/sms/send`,
      sendBody: true,
      contentType: 'form-urlencoded',
      bodyParameters: { parameters: Object.entries(fields).map(([name, value]) => ({ name, value })) },
      options,
    },
  }
}

type NodeOf = (bench: Workbench, options: object) => WorkflowNode

/** Our node: one request after another first, which is what the others are compared with. */
const ours = (title: string, bench: Workbench, node: NodeOf): readonly Contender[] => [
  {
    name: `${title} node, one request at a time`,
    node: node(bench, { combineItems: false, concurrency: 1 }),
  },
  ...[10, 50].map((concurrency) => ({
    name: `${title} node, ${concurrency} requests at a time`,
    node: node(bench, { combineItems: false, concurrency }),
  })),
  { name: `${title} node as it is: items combined`, node: node(bench, {}) },
]

/** The contenders at sms365; the first is the baseline. */
export const sms365Contenders = (bench: Workbench): readonly Contender[] => ours('sms365', bench, sms365Node)

/** The contenders at NetOxygen; the first is the baseline. */
export const netOxygenContenders = (bench: Workbench): readonly Contender[] => ours('NetOxygen', bench, netOxygenNode)

/**
 * The HTTP Request node, whose batches start at an interval without waiting for the one before. An interval of the gateway's
 * answering time sends one by one, as nearly as that node can.
 *
 * @param batches items per batch and milliseconds between batches; undefined for the node without batching, which sends all at once
 */
export const httpRequestContenders = (
  bench: Workbench,
  batches: readonly (readonly [size: number, intervalMs: number] | undefined)[],
): readonly Contender[] =>
  batches.map((batch) => ({
    name: batch ? `HTTP Request node, ${batch[0]} each ${batch[1]} ms` : 'HTTP Request node, all at once',
    node: httpRequestNode(
      bench,
      batch ? { batching: { batch: { batchSize: batch[0], batchInterval: batch[1] } } } : {},
    ),
  }))
