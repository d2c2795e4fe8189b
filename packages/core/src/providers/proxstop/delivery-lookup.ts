import type * as v from 'valibot'
import type { DeliveryLookup } from '../../messages/sent-messages.ts'
import type { MessageStatus } from '../../messages/status.ts'
import type { telephone, telephoneState } from './telephone.ts'

/** The numbers in common words; as inferred as they are. */
const messageStatuses: Readonly<Record<keyof (typeof telephoneState)['values'], MessageStatus>> = {
  NOT_YET_ATTEMPTED: 'ACCEPTED',
  IN_PROGRESS: 'SENT',
  ANSWERED: 'DELIVERED',
  NOT_ANSWERED: 'FAILED',
  DISCONNECTED: 'FAILED',
  INVALID_NUMBER: 'FAILED',
  FAILED: 'FAILED',
  LINE_BUSY: 'FAILED',
  DELIVERED: 'DELIVERED',
  NOT_DELIVERED: 'FAILED',
  UNKNOWN: 'UNKNOWN',
}

type TelephoneStatus = v.InferOutput<typeof telephone.operations.status.output>

/** ProxStop is asked about one reference at a time. */
export const deliveryLookup: DeliveryLookup = {
  operation: 'proxstop.telephone.status',
  kinds: ['SMS', 'CALL'],
  idsPerCall: 1,
  input: ([referenceId]) => ({ referenceId }),
  read(output, ids) {
    const { status, state: name } = output as TelephoneStatus
    return ids.map((id) => ({ id, status: messageStatuses[name], statusRaw: String(status), cost: null }))
  },
}
