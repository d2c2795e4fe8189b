import { type AnyOperation, type CatalogueEntry, ProviderCallError } from '@heliograph/core'
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

/** The argument beside `input`. */
export const keyArgument = 'idempotencyKey'

const keyHeader = 'idempotency-key'

// What both a header and an argument can carry unchanged.
const keyForm = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/

/** Whether an operation takes an idempotency key: doing it twice would cost or change something. */
export const takesKey = ({ kind, access, retry }: Pick<AnyOperation, 'kind' | 'access' | 'retry'>): boolean =>
  kind === 'mutation' && (access === 'send' || retry === 'never')

const listRootFields = (
  { selections }: SelectionSetNode,
  { fragments }: Pick<GraphQLResolveInfo, 'fragments'>,
): readonly FieldNode[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    const set =
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet
    return set ? listRootFields(set, { fragments }) : []
  })

/** How many fields of the document take a key; those with one name in the answer are one. */
const countKeyedFields = (info: GraphQLResolveInfo): number => {
  const fields = info.parentType.getFields()
  const keyed = listRootFields(info.operation.selectionSet, info).filter(({ name }) =>
    fields[name.value]?.args.some((arg) => arg.name === keyArgument),
  )
  return new Set(keyed.map(({ alias, name }) => (alias ?? name).value)).size
}

const refuse = ({ id, provider }: CatalogueEntry, message: string): ProviderCallError =>
  new ProviderCallError({
    kind: 'invalid-input',
    outcome: 'not-accepted',
    provider: provider.name,
    operation: id,
    message: `${id}: ${message}. Nothing was sent or changed.`,
    isRetryable: false,
    issues: [{ path: keyArgument, message }],
  })

/**
 * The key of a field: its argument, or the header `Idempotency-Key` of the request; undefined if there is none. `headers` are
 * undefined where they are not those of one request alone. Throws a ProviderCallError of the kind `invalid-input` where the key is
 * malformed, or not clear.
 */
export const readKey = (
  entry: CatalogueEntry,
  argument: string | null | undefined,
  headers: { get(name: string): string | null } | undefined,
  info: GraphQLResolveInfo,
): string | undefined => {
  const header = headers?.get(keyHeader) ?? undefined
  if (header !== undefined && (argument ?? header) !== header) {
    throw refuse(entry, `the header Idempotency-Key and the argument ${keyArgument} differ: give one of them`)
  }
  if (header !== undefined && countKeyedFields(info) > 1) {
    throw refuse(
      entry,
      `the header Idempotency-Key is for a document with one field that takes a key; give each field an ${keyArgument} of its own instead`,
    )
  }
  const key = argument ?? header
  if (key !== undefined && !keyForm.test(key)) {
    throw refuse(entry, `${keyArgument} must be 1 to 255 printable ASCII characters without spaces around them`)
  }
  return key
}
