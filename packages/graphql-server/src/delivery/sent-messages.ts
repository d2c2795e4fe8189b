import type { MessageResult } from '@heliograph/core'
import type { GraphQLResolveInfo } from 'graphql'
import type { RequestContext } from '../request-context.ts'
import type { Builder } from '../schema/builder.ts'
import type { StoredMessage } from '../store/tables.ts'
import { loadersOf } from './delivery.ts'
import type { MessageTypes } from './message-types.ts'

/** An answer of a mutation that knows which messages of ours it made. */
interface AnswerOfSend {
  readonly sentMessageIds?: readonly string[]
}

/**
 * The answer with the ids of its messages, for the field sentMessages; it is kept with an idempotency key, so that a replay has
 * them too. Refused messages are left out, and so is everything where nothing was sent.
 */
export const withSentMessages = <Answer extends object>(
  answer: Answer,
  messages: readonly { readonly id: string }[],
  results: readonly MessageResult[],
): Answer & AnswerOfSend =>
  messages.length === 0
    ? answer
    : {
        ...answer,
        sentMessageIds: messages.flatMap(({ id }, place) => (results[place]?.accepted === false ? [] : [id])),
      }

const resolveSentMessages = async (
  { sentMessageIds }: AnswerOfSend,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<StoredMessage[] | null> => {
  if (sentMessageIds === undefined) return null
  // The store may still be writing what became of them.
  await Promise.all(context.awaited)
  const { messages } = loadersOf(context)
  const found = await context.delivery.read(Promise.all(sentMessageIds.map((id) => messages.load(id))), info)
  return found.filter((message) => message !== null)
}

/** Gives a payload, or an error, the messages of ours that a send made. */
export const addSentMessages = (
  builder: Builder,
  ref: Parameters<Builder['objectField']>[0],
  { message }: MessageTypes,
  description: string,
): void => {
  builder.objectField(ref, 'sentMessages', (t) =>
    t.field({
      type: [message],
      // The answer of a provider must not be lost because the store cannot be asked.
      nullable: true,
      description,
      resolve: (answer, _args, context, info) => resolveSentMessages(answer as AnswerOfSend, context, info),
    }),
  )
}
