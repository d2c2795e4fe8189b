import { listOperations, proxstop } from '@heliograph/core'
import { testedBy } from '../connect/credential-test.ts'
import { deriveProperties } from '../describe/derive-properties.ts'
import type { NodeSetup } from '../execute/node-setup.ts'

const entries = listOperations(proxstop)

/** How the ProxStop node runs. */
export const proxstopSetup: NodeSetup = { entries, credentialType: 'proxStopApi', batches: {}, refusals: {} }

/** The panel of the ProxStop node. */
export const proxstopProperties = deriveProperties({ entries, combineNotes: {} })

/** Asks for the status of a made-up reference, which is free: with a good key the answer is that there is no such reference. */
export const testProxstopCredential = testedBy({
  entries,
  operation: 'proxstop.telephone.status',
  input: { referenceId: '0'.repeat(32) },
  isGood: ({ error }) => error?.kind === 'not-found',
  hint: 'Check the API key.',
})
