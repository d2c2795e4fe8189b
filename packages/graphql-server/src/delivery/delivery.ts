import DataLoader from 'dataloader'
import type { Logger } from '../log.ts'
import type { RequestContext } from '../request-context.ts'
import type { Store } from '../store/open-store.ts'
import type { MessageChange, StoreDatabase, StoredMessage } from '../store/tables.ts'
import { type ChangeLog, createChangeLog } from './change-log.ts'
import { findMessages, listChanges } from './find-messages.ts'
import { createSubscriptionLimit, type SubscriptionLimit, type SubscriptionTransport } from './subscription-limit.ts'

/** What fields about messages are resolved from; one for the whole process. */
export interface Delivery {
  readonly db: StoreDatabase
  readonly changeLog: ChangeLog
  readonly subscriptions: SubscriptionLimit
}

/** Over a store that is open; `onSubscription` hears how many more (1) or fewer (-1) subscriptions are open. */
export const createDelivery = (
  store: Pick<Store, 'db' | 'changes'>,
  log: Logger,
  onSubscription?: (transport: SubscriptionTransport, difference: 1 | -1) => void,
): Delivery => ({
  db: store.db,
  changeLog: createChangeLog(store, log),
  subscriptions: createSubscriptionLimit(onSubscription),
})

interface Loaders {
  /** By id; null for a message that is not there, or not for the caller. */
  readonly messages: DataLoader<string, StoredMessage | null>
  /** By the id of the message. */
  readonly changes: DataLoader<string, readonly MessageChange[]>
}

const loadersOfContexts = new WeakMap<RequestContext, Loaders>()

const createLoaders = ({ delivery: { db }, caller }: RequestContext): Loaders => ({
  messages: new DataLoader(
    async (ids) => {
      const found = new Map((await findMessages(db, caller, ids)).map((message) => [message.id, message]))
      return ids.map((id) => found.get(id.toLowerCase()) ?? null)
    },
    { cache: false },
  ),
  changes: new DataLoader(
    async (ids) => {
      const found = Map.groupBy(await listChanges(db, ids), ({ message_id }) => message_id)
      return ids.map((id) => found.get(id) ?? [])
    },
    { cache: false },
  ),
})

/** What fields of one request ask for together becomes one question to the store. */
export const loadersOf = (context: RequestContext): Loaders => {
  const loaders = loadersOfContexts.get(context) ?? createLoaders(context)
  loadersOfContexts.set(context, loaders)
  return loaders
}
