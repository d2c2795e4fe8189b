import type { Builder } from '../schema/builder.ts'
import type { PageInfo } from '../schema/page-info.ts'
import { addMessageQueries } from './message-queries.ts'
import { addMessageSubscription } from './message-subscription.ts'
import { addMessageTypes, type MessageTypes, type SharedEnums } from './message-types.ts'

/** Adds messages to the schema: their types, message, messages and messageUpdated. */
export const addMessages = (builder: Builder, enums: SharedEnums, pageInfo: PageInfo): MessageTypes => {
  const types = addMessageTypes(builder, enums)
  addMessageQueries(builder, enums, types, pageInfo)
  addMessageSubscription(builder, enums, types)
  return types
}
