import { type AnyProvider, type CatalogueEntry, messageStatus } from '@heliograph/core'
import type { GraphQLSchema } from 'graphql'
import { addMessages } from '../delivery/add-messages.ts'
import { createBuilder } from './builder.ts'
import { addErrorTypes } from './error-types.ts'
import { createFieldTypes } from './field-types.ts'
import { addMutation, addQuery } from './operation-fields.ts'

/**
 * The schema of a catalogue, sorted: one flat root field for each operation, and the messages that they send. Throws a
 * TypeError where two operations declare the same record or the same choices with different contents.
 */
export const deriveSchema = (providers: readonly AnyProvider[], entries: readonly CatalogueEntry[]): GraphQLSchema => {
  const builder = createBuilder()
  const { provider } = addErrorTypes(builder, providers)
  const types = createFieldTypes(builder)
  addMessages(builder, { provider, status: types.enumOf(messageStatus) })
  for (const entry of entries) {
    const add = entry.operation.kind === 'query' ? addQuery : addMutation
    add(builder, types, entry)
  }
  return builder.toSchema()
}
