import type * as v from 'valibot'
import type { DeliveryLookup } from '../../messages/sent-messages.ts'
import type { status } from './status.ts'

type SmsStatus = v.InferOutput<typeof status.operations.sms.output>

/** sms365 is asked about one SMS at a time. Viber messages cannot be asked about. */
export const deliveryLookup: DeliveryLookup = {
  operation: 'sms365.status.sms',
  kinds: ['SMS'],
  idsPerCall: 1,
  input: ([smsIdToAsk]) => ({ smsId: smsIdToAsk }),
  read(output, ids) {
    const { message } = output as SmsStatus
    if (message === null) return []
    return ids.map((id) => ({ id, status: message.status, statusRaw: message.statusRaw, cost: message.cost }))
  },
}
