import DataLoader from 'dataloader'
import type { GraphQLResolveInfo } from 'graphql'
import type { Logger } from '../log.ts'
import type { RequestContext } from '../request-context.ts'
import type { Store } from '../store/open-store.ts'
import { askStore, StoreError, toStoreUnavailable } from '../store/store-error.ts'
import type { MessageChange, StoreDatabase, StoredMessage } from '../store/tables.ts'
import { type ChangeLog, createChangeLog } from './change-log.ts'
import { findMessages, listChanges } from './find-messages.ts'
import { createSubscriptionLimit, type SubscriptionLimit, type SubscriptionTransport } from './subscription-limit.ts'

/** What fields about messages are resolved from; one for the whole process. */
export interface Delivery {
  readonly db: StoreDatabase
  readonly changeLog: ChangeLog
  readonly subscriptions: SubscriptionLimit
  /**
   * What a field reads from the store. Rejects with the error STORE_UNAVAILABLE where the store does not answer, and with what
   * `work` rejects with where that is a fault of ours.
   */
  read<Value>(work: Promise<Value>, field: Pick<GraphQLResolveInfo, 'operation' | 'path'>): Promise<Value>
}

/** What stands under a mutation is read after that was carried out, which must not be done again. */
const isReadAfterwards = ({ operation, path }: Pick<GraphQLResolveInfo, 'operation' | 'path'>): boolean =>
  operation.operation === 'mutation' && path.prev !== undefined

/** Over a store that is open; `onSubscription` hears how many more (1) or fewer (-1) subscriptions are open. */
export const createDelivery = (
  store: Pick<Store, 'db' | 'changes'>,
  log: Logger,
  onSubscription?: (transport: SubscriptionTransport, difference: 1 | -1) => void,
): Delivery => ({
  db: store.db,
  changeLog: createChangeLog(store, log),
  subscriptions: createSubscriptionLimit(onSubscription),
  async read(work, field) {
    try {
      return await askStore(work)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      log.error({ field: field.path.key, code: error.code }, 'the store does not answer, so nothing was read')
      throw isReadAfterwards(field)
        ? toStoreUnavailable(
            'The mutation was carried out. What became of it cannot be read: the store does not answer. Ask later with messages, and do not repeat the mutation for this.',
            { retryable: false },
          )
        : toStoreUnavailable('The store, which has the messages, does not answer. Try again soon.')
    }
  },
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
