import { estimateParts, listOperations, netoxygen } from '@heliograph/core'
import { netoxygenBatches } from '../batching/netoxygen-batches.ts'
import { testedBy } from '../connect/credential-test.ts'
import { deriveProperties } from '../describe/derive-properties.ts'
import { longTextHint } from '../describe/node-hints.ts'
import type { NodeSetup } from '../execute/node-setup.ts'
import type { FindRefusal } from '../execute/to-rows.ts'

const entries = listOperations(netoxygen)
const batches = netoxygenBatches(entries)

/** The gateway refuses single recipients within a call that works. */
const findRefusedRecipient: FindRefusal = ({ to, accepted, errorCode, errorText }) => {
  if (accepted !== false) return undefined
  const recipient = typeof to === 'string' ? to : ''
  const [what = '', ...advice] = (typeof errorText === 'string' ? errorText : '').split('. ')
  return {
    message: `NetOxygen refused the recipient ${recipient}${what ? `: ${what}` : ''}`,
    description: `${advice.join('. ') || 'Check the number of the recipient.'} Nothing was sent to it.`,
    kind: 'rejected',
    outcome: 'not-accepted',
    code: typeof errorCode === 'number' ? String(errorCode) : undefined,
    subject: { to: recipient },
  }
}

/** How the NetOxygen node runs. */
export const netoxygenSetup: NodeSetup = {
  entries,
  credentialType: 'netOxygenApi',
  batches,
  refusals: { 'netoxygen.message.send': findRefusedRecipient },
  estimate: ({ id }, { message }) =>
    id === 'netoxygen.message.send' && typeof message === 'string'
      ? estimateParts(message, { provider: 'netoxygen' })
      : undefined,
}

/** The panel of the NetOxygen node. */
export const netoxygenProperties = deriveProperties({
  entries,
  combineNotes: Object.fromEntries(Object.entries(batches).map(([id, { note }]) => [id, note])),
})

/** Hints in the panel of the NetOxygen node. */
export const netoxygenHints = [longTextHint({ operations: ['message.send'], text: 'message', unicode: 'false' })]

/** Asks the gateway whether user name and password are right, which is free. */
export const testNetoxygenCredential = testedBy({
  entries,
  operation: 'netoxygen.account.auth',
  input: {},
  isGood: ({ output }) => output?.['valid'] === true,
  hint: 'Check the user name and the password.',
})
