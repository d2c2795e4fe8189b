import * as v from 'valibot'
import { type Choices, type FieldKind, type FieldShape, fieldKinds } from './field-kinds.ts'
import { about, fieldMetadata } from './fields.ts'

/* Fields of answers: what the provider gave, with its meaning, and no opinion on the value. */

interface ShapeSchemas {
  string: v.StringSchema<undefined>
  id: v.StringSchema<undefined>
  decimal: v.StringSchema<undefined>
  integer: v.NumberSchema<undefined>
  boolean: v.BooleanSchema<undefined>
  instant: v.DateSchema<undefined>
}

const shapeSchemas: ShapeSchemas = {
  string: v.string(),
  id: v.string(),
  decimal: v.string(),
  integer: v.number(),
  boolean: v.boolean(),
  instant: v.date(),
}

type AnswerKind = { [K in FieldKind]: (typeof fieldKinds)[K] extends keyof ShapeSchemas ? K : never }[FieldKind]
type SchemaOf<Kind extends AnswerKind> = ShapeSchemas[Extract<(typeof fieldKinds)[Kind], keyof ShapeSchemas>]

/** A field of an answer. */
export const answered = <Kind extends AnswerKind>(kind: Kind, description: string) => {
  const shape: Exclude<FieldShape, 'choice' | 'record'> = fieldKinds[kind]
  const schema = shapeSchemas[shape] as SchemaOf<Kind>
  return v.pipe(schema, about<v.InferOutput<SchemaOf<Kind>>>({ kind, description }))
}

export const answeredChoice = <const Value extends string>(choices: Choices<Value>, description: string) =>
  v.pipe(v.picklist(Object.keys(choices.values) as Value[]), about<Value>({ kind: 'choice', choices, description }))

/** A nested record. Its name, PascalCase, is a noun unique within the provider. */
export const record = <Entries extends v.ObjectEntries>(recordName: string, description: string, entries: Entries) =>
  v.pipe(
    v.object(entries),
    about<v.InferOutput<v.ObjectSchema<Entries, undefined>>>({ kind: 'record', description, recordName }),
  )

/** Many of a record or of a plain field. */
export const rows = <Item extends v.GenericSchema>(item: Item, description: string) => {
  return v.pipe(v.array(item), about<v.InferOutput<Item>[]>({ ...fieldMetadata(item), description }))
}

/** The provider may leave it out, or leave it empty. */
export const nullable = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema)
