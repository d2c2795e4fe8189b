import type * as v from 'valibot'
import { type Choices, type FieldKind, type FieldShape, fieldKinds, sensitiveKinds } from './field-kinds.ts'
import { fieldMetadata } from './fields.ts'

/** One field of an input or an output, as plain data for whoever derives something from it. */
export interface Field {
  readonly name: string
  readonly kind: FieldKind
  readonly shape: FieldShape
  readonly title: string
  readonly description: string
  readonly isList: boolean
  /** Of an input: it must be given. Of an output: it is never null. */
  readonly isRequired: boolean
  /** Its value must appear in no error, log, trace or execution record. */
  readonly isSensitive: boolean
  /** Completes "<name> must be …"; inputs only. */
  readonly accepts: string | undefined
  /** The same for one item of a list. */
  readonly itemAccepts: string | undefined
  readonly example: unknown
  readonly choices: Choices | undefined
  /** Of a record: its name (PascalCase, unique within the provider), what it is, and its own fields. */
  readonly recordName: string | undefined
  readonly recordDescription: string | undefined
  readonly fields: readonly Field[]
}

interface WrappedSchema extends v.GenericSchema {
  readonly wrapped?: WrappedSchema
  readonly item?: WrappedSchema
  readonly entries?: Readonly<Record<string, v.GenericSchema>>
}

const words: Readonly<Record<string, string>> = { Id: 'ID', Sms: 'SMS', Mcc: 'MCC', Mnc: 'MNC', Url: 'URL', Gsm: 'GSM' }

/** Title Case of a camel-cased name: `contactGroupId` is "Contact Group ID". */
export const toTitle = (name: string): string =>
  name
    .replace(/([A-Z]|\d+)/g, ' $1')
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .map((word) => words[word] ?? word)
    .join(' ')

const describeField = (name: string, declared: v.GenericSchema): Field => {
  let schema: WrappedSchema = declared
  let isRequired = true
  while (schema.wrapped) {
    isRequired = false
    schema = schema.wrapped
  }
  const metadata = fieldMetadata(schema)
  const { item } = schema
  const entries = (item ?? schema).entries
  return {
    name,
    kind: metadata.kind,
    shape: fieldKinds[metadata.kind],
    title: metadata.title ?? toTitle(name),
    description: metadata.description,
    isList: item !== undefined,
    isRequired,
    isSensitive: sensitiveKinds.has(metadata.kind),
    accepts: metadata.accepts,
    itemAccepts: item && fieldMetadata(item).accepts,
    example: metadata.example,
    choices: metadata.choices,
    recordName: metadata.recordName,
    recordDescription: item && metadata.recordName ? fieldMetadata(item).description : metadata.description,
    fields: entries ? listEntries(entries) : [],
  }
}

const listEntries = (entries: Readonly<Record<string, v.GenericSchema>>): readonly Field[] =>
  Object.entries(entries).map(([name, schema]) => describeField(name, schema))

/** The fields of an operation's input or output schema, in the order of their declaration. */
export const describeFields = (schema: v.GenericSchema): readonly Field[] =>
  listEntries((schema as WrappedSchema).entries ?? {})
