import { type AnyProvider, catalogue, findOperation, ProviderCallError } from '@heliograph/core'
import type { IncomingReport } from '../delivery/fold-report.ts'
import { callProvider } from '../provider-call.ts'
import type { ProviderConnection } from '../provider-connections.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { claimDueMessages, type DueMessage, releaseMessages, settleMessages } from './due-messages.ts'

/** A round ends then, so that its job ends well before it is taken for dead. */
const roundMs = 60_000

export interface PollParts {
  readonly db: StoreDatabase
  readonly provider: AnyProvider
  readonly connection: ProviderConnection
  readonly callsPerSecond: number
  /** Ends the round after the call under way. */
  readonly signal: AbortSignal
}

/** These are about the ids that were asked for, so the next ones may be asked for all the same. */
const isAboutTheMessages = ({ kind }: ProviderCallError): boolean =>
  kind === 'not-found' || kind === 'rejected' || kind === 'invalid-input'

const ask = async (
  { provider, connection, signal }: PollParts,
  messages: readonly DueMessage[],
): Promise<readonly IncomingReport[]> => {
  const { deliveryLookup } = provider
  const ids = messages.map(({ providerMessageId }) => providerMessageId)
  const entry = findOperation(catalogue, deliveryLookup.operation)
  const output = await callProvider(entry, deliveryLookup.input(ids), { ...connection, signal })
  const at = new Date(connection.runtime.now())
  const messageIds = new Map(messages.map(({ id, providerMessageId }) => [providerMessageId, id]))
  return deliveryLookup.read(output, ids).flatMap(({ id, status, statusRaw, cost }) => {
    const messageId = messageIds.get(id)
    return messageId === undefined
      ? []
      : [{ messageId, status, statusRaw, cost, providerMessageId: id, source: 'poll' as const, at }]
  })
}

/**
 * Asks a provider for the status of all messages that are due, in as many calls as it takes, and applies the answers. Throws
 * the ProviderCallError if the provider cannot be asked now: the messages stay due.
 */
export const pollAccount = async (parts: PollParts): Promise<void> => {
  const { db, provider, connection, callsPerSecond, signal } = parts
  const { now, sleep } = connection.runtime
  const endsAt = now() + roundMs
  while (!signal.aborted && now() < endsAt) {
    const startedAt = now()
    const messages = await claimDueMessages(db, provider.name, provider.deliveryLookup.idsPerCall)
    if (messages.length === 0) return
    try {
      await settleMessages(db, messages, await ask(parts, messages), new Date(now()))
    } catch (error) {
      if (!(error instanceof ProviderCallError)) throw error
      if (error.kind === 'unexpected-reply') {
        // Were they due at once, they would be the first of the next round too, and nobody else would ever be asked for.
        await settleMessages(db, messages, [], new Date(now()))
        throw error
      }
      if (!isAboutTheMessages(error)) {
        await releaseMessages(db, messages)
        throw error
      }
      await settleMessages(db, messages, [], new Date(now()))
    }
    const pauseMs = startedAt + 1_000 / callsPerSecond - now()
    if (pauseMs > 0) await sleep(pauseMs, signal).catch(() => {})
  }
}
