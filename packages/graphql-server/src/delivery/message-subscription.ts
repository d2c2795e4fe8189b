import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import type { Builder } from '../schema/builder.ts'
import { fromEnumValue } from '../schema/names.ts'
import type { RequestContext } from '../request-context.ts'
import { type ChangeEntry, findPlace, readHead } from './change-entries.ts'
import { createCursor } from './cursor.ts'
import { type Delivery, loadersOf } from './delivery.ts'
import { ownerSeenBy } from './find-messages.ts'
import { storeComplexity, toInstant } from './message-queries.ts'
import { type MessageTypes, type SharedEnums, toStatus } from './message-types.ts'

const changeCursor = createCursor('change', (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined))

const refuse = (message: string, code: string): never => {
  throw new GraphQLError(message, { extensions: { code } })
}

const isInstant = (text: string): boolean => /^\s*\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})\s*$/i.test(text)

/** The place in the log of changes that a subscription begins behind: that of now, unless it says since when. */
const findStart = async (
  since: string | null | undefined,
  { db, read, changeLog }: Delivery,
  info: GraphQLResolveInfo,
): Promise<number> => {
  // Where old messages were deleted, the log may end before what this process remembers, and would tell again.
  const known = changeLog.head()
  if (since !== null && since !== undefined && isInstant(since)) {
    return read(findPlace(db, toInstant(since, 'since') as Date, known), info)
  }
  const { head, last } = await read(readHead(db), info)
  if (since === null || since === undefined) return Math.max(head, known)
  const place = changeCursor.decode(since, 'since, if it is not an instant,')
  // A place that was never given out comes of another database: nothing would come until this one has caught up.
  return place <= last ? place : refuse('since is a cursor of another server.', 'BAD_USER_INPUT')
}

interface SubscriptionArguments {
  readonly id?: string | null | undefined
  readonly provider?: string | null | undefined
  readonly status?: string | null | undefined
  readonly since?: string | null | undefined
}

const countOpen = (
  entries: AsyncIterableIterator<ChangeEntry>,
  close: () => void,
  isStillKnown: () => boolean,
): AsyncIterableIterator<ChangeEntry> => ({
  async next() {
    try {
      if (!isStillKnown()) await entries.return?.()
      const result = await entries.next()
      if (result.done) close()
      return result
    } catch (error) {
      close()
      throw error
    }
  },
  async return() {
    close()
    await entries.return?.()
    return { done: true, value: undefined }
  },
  [Symbol.asyncIterator]() {
    return this
  },
})

const subscribe = async (
  { id, provider, status, since }: SubscriptionArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<AsyncIterableIterator<ChangeEntry>> => {
  const { delivery, caller, request, isSocket } = context
  const { changeLog, subscriptions } = delivery
  if (id !== null && id !== undefined) {
    const message = await delivery.read(loadersOf(context).messages.load(id), info)
    if (message === null) return refuse('There is no message with this id.', 'NOT_FOUND')
  }
  const start = await findStart(since, delivery, info)
  const close = subscriptions.open(caller.name, isSocket ? 'websocket' : 'sse')
  const filter = {
    messageId: id?.toLowerCase(),
    provider: provider ? fromEnumValue(provider) : undefined,
    status: toStatus(status),
    owner: ownerSeenBy(caller),
  }
  request.signal.addEventListener('abort', close)
  if (request.signal.aborted) close()
  return countOpen(changeLog.read(start, filter, request.signal), close, () => context.isStillKnown(caller))
}

/** The subscription messageUpdated. */
export const addMessageSubscription = (builder: Builder, enums: SharedEnums, types: MessageTypes): void => {
  builder.subscriptionType({ description: 'What happens while somebody listens.' })
  const update = builder.objectRef<ChangeEntry>('MessageUpdate').implement({
    description: 'Something became of a message.',
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'The place of this update: give it as since to hear of everything that came after it.',
        resolve: ({ change }) => changeCursor.encode(change.seq),
      }),
      change: t.field({
        type: types.change,
        nullable: false,
        description: 'What happened.',
        resolve: ({ change }) => change,
      }),
      message: t.field({
        type: types.message,
        nullable: false,
        description: 'The message after it; later news may be in it already.',
        resolve: ({ message }) => message,
      }),
    }),
  })
  builder.subscriptionField('messageUpdated', (t) =>
    t.field({
      type: update,
      nullable: false,
      description:
        'Each change of what became of a message, once and in the order in which they came: for the messages of the caller, or with the scope admin for those of all. A client that was away gives since, and misses nothing.\n\nAccess: read.',
      extensions: { scope: 'read' },
      complexity: storeComplexity,
      args: {
        id: t.arg.id({ description: 'Only of this message; a message that is not there is the error NOT_FOUND.' }),
        provider: t.arg({ type: enums.provider, description: 'Only of messages that this provider carries.' }),
        status: t.arg({ type: enums.status, description: 'Only changes to this status.' }),
        since: t.arg.string({
          description:
            'Begins with what happened after the update with this cursor, or at or after this instant (ISO 8601 with its offset). With what happens from now on if left out.',
        }),
      },
      subscribe: (_root, args, context, info) => subscribe(args as SubscriptionArguments, context, info),
      resolve: (entry) => entry,
    }),
  )
}
