import type { CatalogueEntry } from '@heliograph/core'
import { complexityOf } from '../limits/complexity.ts'
import { createMessageCounter } from '../limits/send-points.ts'
import { keyArgument, takesKey } from '../idempotency/idempotency-key.ts'
import { keyedErrorType, operationErrorTypes } from '../operation-error.ts'
import { type MutationArguments, resolveMutation, resolveQuery } from '../resolve-operation.ts'
import type { Builder } from './builder.ts'
import type { FieldTypes } from './field-types.ts'
import { toFieldName, toTypeName } from './names.ts'

const retryWords = {
  safe: 'It may be repeated after a lost answer.',
  never: 'It is not repeated after a lost answer, because that could do it twice.',
} as const

const keyDescription =
  'Names this one thing to do, in 1 to 255 printable ASCII characters, such as a UUID. The same key with the same input gets the first answer again and does nothing; with another input it gets IdempotencyConflictError. The header Idempotency-Key does the same for a document with one such field.'

const describe = ({ operation, provider }: CatalogueEntry): string =>
  `${operation.summary}\n\n${provider.title}; access: ${operation.access}. ${retryWords[operation.retry]}`

/** A query takes plain arguments and answers with its payload, or with null and an error whose extensions tell why. Gives the type of the payload. */
export const addQuery = (builder: Builder, types: FieldTypes, entry: CatalogueEntry) => {
  const payload = addPayload(types, entry)
  builder.queryField(toFieldName(entry.id), (t) =>
    t.field({
      type: payload,
      nullable: true,
      description: describe(entry),
      extensions: { scope: entry.operation.access },
      complexity: complexityOf(entry.operation),
      args: types.inputFields((options) => t.arg(options), entry.inputFields) as never,
      resolve: (_root, args: Readonly<Record<string, unknown>>, context, info) =>
        resolveQuery(entry, args, context, info) as Promise<never>,
    }),
  )
  return payload
}

/** A mutation takes one input and answers with a union of its payload and the errors; an unforeseen failure alone makes it null. Gives the type of the payload. */
export const addMutation = (builder: Builder, types: FieldTypes, entry: CatalogueEntry) => {
  const name = toTypeName(entry.id)
  const payload = addPayload(types, entry)
  const isKeyed = takesKey(entry.operation)
  const result = builder.unionType(`${name}Result`, {
    description: `What ${toFieldName(entry.id)} answers with: its payload, or why it failed.`,
    types: [payload, ...operationErrorTypes, ...(isKeyed ? [keyedErrorType] : [])],
    resolveType: (value: { readonly __typename?: string }) => value.__typename ?? payload.name,
  } as never)
  const hasInput = entry.inputFields.length > 0
  const input = hasInput
    ? builder.inputType(`${name}Input`, {
        description: `Input of ${toFieldName(entry.id)}.`,
        fields: (t) => types.inputFields((options) => t.field(options), entry.inputFields) as never,
      })
    : undefined
  builder.mutationField(toFieldName(entry.id), (t) =>
    t.field({
      type: result,
      nullable: true,
      description: describe(entry),
      extensions: { scope: entry.operation.access, countMessages: createMessageCounter(entry) },
      complexity: complexityOf(entry.operation),
      args: {
        ...(input && { input: t.arg({ type: input, required: true, description: 'What to do it with.' }) }),
        ...(isKeyed && { [keyArgument]: t.arg.string({ description: keyDescription }) }),
      } as never,
      resolve: (_root, args: MutationArguments, context, info) =>
        resolveMutation(entry, args, context, info) as Promise<never>,
    }),
  )
  return payload
}

const addPayload = (types: FieldTypes, { id, provider, outputFields }: CatalogueEntry) =>
  types.addObject(provider.name, `${toTypeName(id)}Payload`, `What ${toFieldName(id)} answers with.`, outputFields)
