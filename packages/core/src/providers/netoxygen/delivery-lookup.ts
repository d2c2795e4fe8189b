import type * as v from 'valibot'
import type { DeliveryLookup } from '../../messages/sent-messages.ts'
import { idsPerCall, type message } from './message.ts'

type StatusAnswer = v.InferOutput<typeof message.operations.status.output>

/** NetOxygen is asked about many ids at a time. */
export const deliveryLookup: DeliveryLookup = {
  operation: 'netoxygen.message.status',
  kinds: ['SMS'],
  idsPerCall,
  input: (asked) => ({ ids: asked }),
  read(output) {
    const { messages } = output as StatusAnswer
    return messages
      .filter(({ found }) => found)
      .map(({ id: messageId, state, sentStatus, lastStatus }) => ({
        id: messageId,
        status: state,
        statusRaw: lastStatus !== null ? String(lastStatus) : sentStatus === null ? null : `sent ${sentStatus}`,
        cost: null,
      }))
  },
}
