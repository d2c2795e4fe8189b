import { type AnyProvider, type CatalogueEntry, messageStatus } from '@heliograph/core'
import type { GraphQLSchema } from 'graphql'
import { addMessages } from '../delivery/add-messages.ts'
import { addSentMessages } from '../delivery/sent-messages.ts'
import { addDeadLetters } from '../jobs/add-dead-letters.ts'
import { createBuilder } from './builder.ts'
import { addErrorTypes } from './error-types.ts'
import { createFieldTypes } from './field-types.ts'
import { addMutation, addQuery } from './operation-fields.ts'
import { addPageInfo } from './page-info.ts'

const sentMessagesText =
  'The messages of ours that this made, without those that were refused: watch them with messageUpdated. Null where they cannot be had now.'
const unknownMessagesText =
  'The messages of ours that may have been sent: watch them with messageUpdated, because a delivery report tells. Null where the operation sends none.'

/**
 * The schema of a catalogue, sorted: one flat root field for each operation, and the messages that they send. Throws a
 * TypeError where two operations declare the same record or the same choices with different contents.
 */
export const deriveSchema = (providers: readonly AnyProvider[], entries: readonly CatalogueEntry[]): GraphQLSchema => {
  const builder = createBuilder()
  const { provider, errors } = addErrorTypes(builder, providers)
  const types = createFieldTypes(builder)
  const status = types.enumOf(messageStatus)
  const pageInfo = addPageInfo(builder)
  const messages = addMessages(builder, { provider, status }, pageInfo)
  addDeadLetters(builder, { status, pageInfo })
  addSentMessages(builder, errors.OutcomeUnknownError, messages, unknownMessagesText)
  for (const entry of entries) {
    const add = entry.operation.kind === 'query' ? addQuery : addMutation
    const payload = add(builder, types, entry)
    if (entry.operation.messages) addSentMessages(builder, payload, messages, sentMessagesText)
  }
  return builder.toSchema()
}
