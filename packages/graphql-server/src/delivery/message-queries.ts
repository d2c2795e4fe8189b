import { normalisePhoneNumber } from '@heliograph/core'
import { GraphQLError } from 'graphql'
import type { Builder } from '../schema/builder.ts'
import { fromEnumValue } from '../schema/names.ts'
import type { PageInfo } from '../schema/page-info.ts'
import type { StoredMessage } from '../store/tables.ts'
import { createCursor } from './cursor.ts'
import { loadersOf } from './delivery.ts'
import { isUuid, listMessages } from './find-messages.ts'
import { type MessageTypes, type SharedEnums, toStatus } from './message-types.ts'

/** What a question to the store costs; nobody else is asked. */
export const storeComplexity = 5

const usualPage = 20
const largestPage = 100

const messageCursor = createCursor('message', (text) => (isUuid(text) ? text : undefined))

/** A page of messages. */
interface MessagePage {
  readonly messages: readonly StoredMessage[]
  readonly hasMore: boolean
  readonly isFirst: boolean
}

const refuse = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}

const toRecipient = (text: string | null | undefined): string | undefined => {
  if (text === null || text === undefined) return undefined
  const number = normalisePhoneNumber(text)
  return /^\d{3,20}$/.test(number) ? number : refuse('filter.to must be a phone number of 3 to 20 digits.')
}

// What every database and every driver writes in the same way.
const earliestMs = Date.parse('0001-01-01T00:00:00Z')
const latestMs = Date.parse('9999-12-31T23:59:59Z')

/** An instant as given, which has an offset. */
export const toInstant = (text: string | null | undefined, argument: string): Date | undefined => {
  if (text === null || text === undefined) return undefined
  const instant = new Date(text.trim())
  return !(instant.getTime() >= earliestMs && instant.getTime() < latestMs)
    ? refuse(`${argument} is no instant of the calendar.`)
    : instant
}

const checkPageSize = (first: number | null | undefined): number => {
  const size = first ?? usualPage
  if (size >= 1 && size <= largestPage) return size
  return refuse(`first must be from 1 to ${largestPage}.`)
}

const addConnection = (builder: Builder, { message }: Pick<MessageTypes, 'message'>, pageInfo: PageInfo) => {
  const edge = builder.objectRef<StoredMessage>('MessageEdge').implement({
    description: 'A message in a list of them.',
    fields: (t) => ({
      node: t.field({ type: message, nullable: false, description: 'The message.', resolve: (row) => row }),
      cursor: t.string({
        nullable: false,
        description: 'Its place in the list: give it as after to go on behind it.',
        resolve: ({ id }) => messageCursor.encode(id),
      }),
    }),
  })
  const toCursor = (row: StoredMessage | undefined): string | null => (row ? messageCursor.encode(row.id) : null)
  return builder.objectRef<MessagePage>('MessageConnection').implement({
    description: 'A page of messages.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        complexity: { field: 1, multiplier: 1 },
        description: 'The messages of the page.',
        resolve: ({ messages }) => [...messages],
      }),
      pageInfo: t.field({
        type: pageInfo,
        nullable: false,
        description: 'Where the page stands.',
        resolve: ({ messages, hasMore, isFirst }) => ({
          hasNextPage: hasMore,
          hasPreviousPage: !isFirst,
          startCursor: toCursor(messages[0]),
          endCursor: toCursor(messages.at(-1)),
        }),
      }),
    }),
  })
}

const addFilter = (builder: Builder, { provider, status }: SharedEnums) =>
  builder.inputType('MessageFilter', {
    description: 'Which messages to list; what is left out does not matter.',
    fields: (t) => ({
      provider: t.field({ type: provider, description: 'Those that this provider carries.' }),
      status: t.field({ type: status, description: 'Those with this status.' }),
      to: t.string({
        description: 'Those to this number, in international form; it may be written with spaces and a plus.',
      }),
      createdAfter: t.field({ type: 'DateTime', description: 'Those asked for later than this.' }),
      createdBefore: t.field({ type: 'DateTime', description: 'Those asked for earlier than this.' }),
    }),
  })

/** The queries message and messages. */
export const addMessageQueries = (
  builder: Builder,
  enums: SharedEnums,
  types: MessageTypes,
  pageInfo: PageInfo,
): void => {
  const connection = addConnection(builder, types, pageInfo)
  const filter = addFilter(builder, enums)
  builder.queryField('message', (t) =>
    t.field({
      type: types.message,
      nullable: true,
      description:
        'One message that was sent through this server. Null if there is none with this id, or if another caller sent it (a caller with the scope admin sees those of all).\n\nAccess: read.',
      extensions: { scope: 'read' },
      complexity: storeComplexity,
      args: { id: t.arg.id({ required: true, description: 'Our own id of the message.' }) },
      resolve: (_root, { id }, context, info) => context.delivery.read(loadersOf(context).messages.load(id), info),
    }),
  )
  builder.queryField('messages', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description:
        'The messages that were sent through this server, the newest first: those of the caller, or with the scope admin those of all.\n\nAccess: read.',
      extensions: { scope: 'read' },
      complexity: ({ first }) => ({ field: storeComplexity, multiplier: first ?? usualPage }),
      args: {
        filter: t.arg({ type: filter, description: 'Which ones; all if left out.' }),
        first: t.arg.int({ description: `How many at most, from 1 to ${largestPage}; ${usualPage} if left out.` }),
        after: t.arg.string({ description: 'A cursor: only what stands behind it in the list.' }),
      },
      async resolve(_root, { filter: wanted, first, after }, { delivery, caller }, info): Promise<MessagePage> {
        const size = checkPageSize(first)
        const conditions = {
          provider: wanted?.provider ? fromEnumValue(wanted.provider) : undefined,
          status: toStatus(wanted?.status),
          to: toRecipient(wanted?.to),
          createdAfter: toInstant(wanted?.createdAfter, 'createdAfter'),
          createdBefore: toInstant(wanted?.createdBefore, 'createdBefore'),
        }
        const place = after === null || after === undefined ? undefined : messageCursor.decode(after, 'after')
        const found = await delivery.read(listMessages(delivery.db, caller, conditions, size + 1, place), info)
        return {
          messages: found.slice(0, size),
          hasMore: found.length > size,
          isFirst: place === undefined,
        }
      },
    }),
  )
}
