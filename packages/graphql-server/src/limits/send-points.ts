import type { CatalogueEntry } from '@heliograph/core'
import {
  type DocumentNode,
  getArgumentValues,
  getVariableValues,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

type Arguments = Readonly<Record<string, unknown>>

declare module 'graphql' {
  // oxlint-disable-next-line typescript/no-explicit-any -- The declaration that it adds to has these parameters.
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs = any> {
    /** Of a root field that may send many messages at once: how many these arguments make. */
    countMessages?: ((args: Arguments) => number) | undefined
  }
}

/** What the requests of a caller cost it, in points: each request; each root field of it, or one that sends; and each further message of a send. */
export const prices = { request: 1, field: 1, send: 10, furtherMessage: 1 } as const

/** Counts the recipients in the arguments of an operation; undefined for one that sends a single message, or none. */
export const createMessageCounter = ({
  operation,
  inputFields,
}: Pick<CatalogueEntry, 'operation' | 'inputFields'>): ((args: Arguments) => number) | undefined => {
  const recipients = inputFields.find(({ isList, kind }) => isList && kind === 'phoneNumber')
  if (!operation.messages || !recipients) return undefined
  return ({ input }) => {
    const list = (input as Arguments | null | undefined)?.[recipients.name]
    return Array.isArray(list) ? list.length : 1
  }
}

/** A valid operation of a document, and its variables. */
export interface MeasuredOperation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** As the client gave them. */
  readonly variables: Readonly<Record<string, unknown>>
}

/** What the root fields of a valid operation cost together. Arguments that do not fit count as one message: nothing will be sent. */
export const sumPoints = ({ schema, document, operation, variables }: MeasuredOperation): number => {
  const fields = schema.getRootType(operation.operation)?.getFields()
  let coerced: ReturnType<typeof getVariableValues> | undefined

  const countMessages = (field: GraphQLField<unknown, unknown>, node: Parameters<typeof getArgumentValues>[1]) => {
    const { countMessages: count } = field.extensions
    if (!count) return 1
    coerced ??= getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
    try {
      return count(getArgumentValues(field, node, coerced.variableValues))
    } catch {
      return 1
    }
  }
  const sum = ({ selections }: SelectionSetNode): number =>
    selections.reduce((points, selection) => {
      if (selection.kind === Kind.FIELD) {
        const field = fields?.[selection.name.value]
        if (field?.extensions.scope !== 'send') return points + prices.field
        const further = Math.max(0, countMessages(field, selection) - 1)
        return points + prices.send + further * prices.furtherMessage
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) return points + sum(selection.selectionSet)
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
      )
      return fragment?.kind === Kind.FRAGMENT_DEFINITION ? points + sum(fragment.selectionSet) : points
    }, 0)
  return sum(operation.selectionSet)
}
