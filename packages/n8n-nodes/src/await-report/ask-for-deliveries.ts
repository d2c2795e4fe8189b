import { call, type CallContext, type Client, listOperations, sms365 } from '@heliograph/core'
import type { INodeExecutionData } from 'n8n-workflow'
import { createConnection } from '../connect/connection.ts'
import { runConcurrently } from '../execute/run-concurrently.ts'
import type { CallingContext } from '../trigger/read-status.ts'
import { type Delivery, isFinal, placeOf } from './awaited-items.ts'

type Report = NonNullable<Awaited<ReturnType<Client<typeof sms365>['status']['sms']>>['message']>

const concurrency = 10
const timeoutMs = 10_000

/**
 * Asks sms365 for the items that have an id, and gives those whose fate is final, by the place of the item. A question that
 * fails is no reason to fail: the report is still to come.
 */
export const askForDeliveries = async (
  context: CallingContext,
  items: readonly INodeExecutionData[],
): Promise<ReadonlyMap<number, Delivery>> => {
  const found = new Map<number, Delivery>()
  const known = items.filter(({ json }) => typeof json['smsId'] === 'string')
  const entry = listOperations(sms365).find(({ id }) => id === 'sms365.status.sms')
  if (known.length === 0 || !entry) return found
  const credential = await context.getCredentials('sms365Api').catch(() => undefined)
  if (!credential) return found
  const connection: CallContext = createConnection(credential, (options) => context.helpers.httpRequest(options))
  await runConcurrently(known, { concurrency, isOver: () => false }, async (item) => {
    const message = await call(entry, { smsId: item.json['smsId'] }, { ...connection, timeoutMs })
      .then((output) => (output as { message: Report | null }).message)
      .catch(() => null)
    if (message && isFinal(message)) found.set(placeOf(item), message)
  })
  return found
}
