import { GraphQLError } from 'graphql'
import { createCursor } from '../delivery/cursor.ts'
import type { Builder } from '../schema/builder.ts'
import type { FieldTypes } from '../schema/field-types.ts'
import type { PageInfo } from '../schema/page-info.ts'
import type { DeadLetter } from './dead-letters.ts'
import { deadLetterDays } from './queue.ts'
import { toWebhookId } from './webhook-request.ts'

const storeComplexity = 5
const usualPage = 20
const largestPage = 100

const cursor = createCursor('dead-letter', (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined))

/** A page of webhooks that were given up. */
interface DeadLetterPage {
  readonly letters: readonly DeadLetter[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

const addDeadLetter = (builder: Builder, status: ReturnType<FieldTypes['enumOf']>) =>
  builder.objectRef<DeadLetter>('DeadLetter').implement({
    description: 'A webhook that was tried for three days and that nobody took.',
    fields: (t) => ({
      id: t.exposeID('id', { nullable: false, description: 'Names it for deadLetterRetry.' }),
      webhookId: t.id({
        nullable: false,
        description: 'What the receiver is told in the header webhook-id, at each try the same.',
        resolve: ({ messageId, seq }) => toWebhookId({ id: messageId, seq }),
      }),
      messageId: t.exposeID('messageId', { nullable: false, description: 'The message whose change it reports.' }),
      status: t.field({
        type: status,
        description: 'The status that it reports; null once the message has been deleted: then it cannot be sent.',
        resolve: (letter) => letter.status as never,
      }),
      statusRaw: t.exposeString('statusRaw', { description: "The provider's own value of it." }),
      changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When the status changed.' }),
      attempts: t.exposeInt('attempts', { nullable: false, description: 'How often it was tried.' }),
      reason: t.exposeString('reason', { description: 'Why the last try failed.' }),
      createdAt: t.expose('createdAt', {
        type: 'DateTime',
        nullable: false,
        description: 'When it was to be sent first.',
      }),
      givenUpAt: t.expose('givenUpAt', { type: 'DateTime', nullable: false, description: 'When it was given up.' }),
    }),
  })

const addConnection = (builder: Builder, letter: ReturnType<typeof addDeadLetter>, pageInfo: PageInfo) => {
  const edge = builder.objectRef<DeadLetter>('DeadLetterEdge').implement({
    description: 'A webhook in a list of those that were given up.',
    fields: (t) => ({
      node: t.field({ type: letter, nullable: false, description: 'The webhook.', resolve: (row) => row }),
      cursor: t.string({
        nullable: false,
        description: 'Its place in the list: give it as after to go on behind it.',
        resolve: ({ seq }) => cursor.encode(seq),
      }),
    }),
  })
  const toCursor = (row: DeadLetter | undefined): string | null => (row ? cursor.encode(row.seq) : null)
  return builder.objectRef<DeadLetterPage>('DeadLetterConnection').implement({
    description: 'A page of webhooks that were given up.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        complexity: { field: 1, multiplier: 1 },
        description: 'The webhooks of the page.',
        resolve: ({ letters }) => [...letters],
      }),
      pageInfo: t.field({
        type: pageInfo,
        nullable: false,
        description: 'Where the page stands.',
        resolve: ({ letters, hasNextPage, hasPreviousPage }) => ({
          hasNextPage,
          hasPreviousPage,
          startCursor: toCursor(letters[0]),
          endCursor: toCursor(letters.at(-1)),
        }),
      }),
    }),
  })
}

const checkPageSize = (first: number | null | undefined): number => {
  const size = first ?? usualPage
  if (size >= 1 && size <= largestPage) return size
  throw new GraphQLError(`first must be from 1 to ${largestPage}.`, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** Adds deadLetters and deadLetterRetry to the schema. */
export const addDeadLetters = (
  builder: Builder,
  { status, pageInfo }: { readonly status: ReturnType<FieldTypes['enumOf']>; readonly pageInfo: PageInfo },
): void => {
  const letter = addDeadLetter(builder, status)
  const connection = addConnection(builder, letter, pageInfo)
  builder.queryField('deadLetters', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description: `Webhooks that were given up, the latest change first. They are kept for ${deadLetterDays} days.\n\nAccess: admin.`,
      extensions: { scope: 'admin' },
      complexity: ({ first }) => ({ field: storeComplexity, multiplier: first ?? usualPage }),
      args: {
        first: t.arg.int({ description: `How many at most, from 1 to ${largestPage}; ${usualPage} if left out.` }),
        after: t.arg.string({ description: 'A cursor: only what stands behind it in the list.' }),
      },
      async resolve(_root, { first, after }, { deadLetters, delivery }, info): Promise<DeadLetterPage> {
        const size = checkPageSize(first)
        const place = after === null || after === undefined ? undefined : cursor.decode(after, 'after')
        const found = await delivery.read(deadLetters.list(size + 1, place), info)
        return {
          letters: found.slice(0, size),
          hasNextPage: found.length > size,
          hasPreviousPage: place !== undefined,
        }
      },
    }),
  )
  builder.mutationField('deadLetterRetry', (t) =>
    t.field({
      type: letter,
      nullable: true,
      description:
        'Tries a webhook again that was given up, as often as a new one, and answers with what it was. Null if there is none with this id, or if it is being tried again already.\n\nAccess: admin.',
      extensions: { scope: 'admin' },
      complexity: storeComplexity,
      args: { id: t.arg.id({ required: true, description: 'Its id in deadLetters.' }) },
      resolve: (_root, { id }, { deadLetters, delivery }, info) => delivery.read(deadLetters.retry(id), info),
    }),
  )
}
