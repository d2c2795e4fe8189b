import type { CatalogueEntry, Field } from '@heliograph/core'

/** How an answer of an operation becomes items. */
export type OutputShape =
  /** Each record of this list is an item; what stands beside it only counts them. */
  | { readonly type: 'rows'; readonly field: Field }
  /** The record is the item. */
  | { readonly type: 'record'; readonly field: Field }
  /** The answer is the item. */
  | { readonly type: 'whole' }

const summaryNames: ReadonlySet<string> = new Set(['total', 'cost'])
const mostFields = 10

/**
 * The shape of an operation's items. A list beside which the answer says more than its length and cost stays whole:
 * a bulk that tells how many were rejected must not lose it.
 */
export const findOutputShape = ({ outputFields }: CatalogueEntry): OutputShape => {
  const [records, others] = [
    outputFields.filter(({ shape }) => shape === 'record'),
    outputFields.filter(({ shape }) => shape !== 'record'),
  ]
  const [field] = records
  if (!field || records.length > 1) return { type: 'whole' }
  if (field.isList)
    return others.every(({ name }) => summaryNames.has(name)) ? { type: 'rows', field } : { type: 'whole' }
  return others.length === 0 ? { type: 'record', field } : { type: 'whole' }
}

/** Whether the operation lists what there is, so that a user may want only the first of it. A destructive read is not among them: what it leaves out is lost. */
export const isList = (entry: CatalogueEntry): boolean =>
  entry.operation.kind === 'query' &&
  findOutputShape(entry).type === 'rows' &&
  !entry.inputFields.some((field) => field.isList)

const fieldsOfItem = (entry: CatalogueEntry): readonly Field[] => {
  const shape = findOutputShape(entry)
  return shape.type === 'whole' ? entry.outputFields : shape.field.fields
}

/** The fields of an item that stay when it is simplified: not the raw twins, at most ten. Undefined if an item has no more anyway. */
export const findSimpleFields = (entry: CatalogueEntry): readonly string[] | undefined => {
  const fields = fieldsOfItem(entry)
  if (fields.length <= mostFields) return undefined
  const names = new Set(fields.map(({ name }) => name))
  const hasInstant = fields.some(({ kind }) => kind === 'instant')
  // `status` and `statusRaw`, `sentStatus` and `sentStatusText`, `timestamp` and `instant`: one of each pair is enough.
  const saysItAgain = ({ name, kind }: Field): boolean =>
    name.endsWith('Raw') || names.has(`${name}Text`) || (kind === 'timestampText' && hasInstant)
  return fields
    .filter((field) => !saysItAgain(field) && !/\d$/.test(field.name))
    .slice(0, mostFields)
    .map(({ name }) => name)
}

const secretKinds: ReadonlySet<string> = new Set(['secret', 'verificationCode'])

const listSecrets = (fields: readonly Field[]): string[] =>
  fields.flatMap((field) => (secretKinds.has(field.kind) ? [field.name] : []))

/** Paths below `json` that hold keys or one-time codes, over all operations. */
export const listSensitiveOutputFields = (entries: readonly CatalogueEntry[]): string[] => [
  ...new Set(entries.flatMap((entry) => listSecrets(fieldsOfItem(entry)))),
]
