import type { Choices, Field } from '@heliograph/core'
import type { Builder } from './builder.ts'
import { toRecordTypeName, toSentence } from './names.ts'

type ScalarName = 'String' | 'ID' | 'Int' | 'Boolean' | 'Decimal' | 'DateTime'

const scalars: Readonly<Record<Exclude<Field['shape'], 'choice' | 'record'>, ScalarName>> = {
  string: 'String',
  id: 'ID',
  integer: 'Int',
  boolean: 'Boolean',
  decimal: 'Decimal',
  instant: 'DateTime',
}

/** Adds an argument of a field, or a field of an input object. */
type AddInputField = (options: never) => unknown

const describeInput = ({ description, accepts, shape }: Field): string => {
  const isToldByType = shape === 'choice' || shape === 'boolean' || accepts === undefined
  return isToldByType ? toSentence(description) : `${toSentence(description)} It must be ${toSentence(accepts)}`
}

/** Runs `add` for a name once; a second declaration under the same name must say the same. */
const createNamedTypes = <Ref>() => {
  const known = new Map<string, { readonly declaration: string; readonly ref: Ref }>()
  return (name: string, declared: unknown, add: () => Ref): Ref => {
    const declaration = JSON.stringify(declared)
    const type = known.get(name) ?? { declaration, ref: add() }
    if (type.declaration !== declaration) {
      throw new TypeError(`The catalogue declares ${name} twice, with different contents`)
    }
    known.set(name, type)
    return type.ref
  }
}

/**
 * Turns fields of core into fields of the schema, and adds each enum and each record to it once. The types of
 * Pothos describe what is known when it compiles; fields from a catalogue are not, hence its `never` here.
 */
export const createFieldTypes = (builder: Builder) => {
  const createRow = (name: string) => builder.objectRef<Readonly<Record<string, unknown>>>(name)
  type RowRef = ReturnType<typeof createRow>

  const addEnum = ({ name, description, values }: Choices) =>
    builder.enumType(name, {
      description: toSentence(description),
      values: Object.fromEntries(
        Object.entries(values).map(([value, meaning]) => [value, { description: toSentence(meaning) }]),
      ),
    })
  const enums = createNamedTypes<ReturnType<typeof addEnum>>()
  const records = createNamedTypes<RowRef>()

  const enumOf = (choices: Choices) => enums(choices.name, choices, () => addEnum(choices))

  const outputTypeOf = (providerName: string, { shape, choices, fields, ...field }: Field) => {
    if (shape === 'choice') return enumOf(choices as Choices)
    if (shape !== 'record') return scalars[shape]
    const name = toRecordTypeName(providerName, field.recordName ?? '')
    return records(name, fields, () => addObject(providerName, name, field.recordDescription ?? '', fields))
  }

  /** An object type whose fields stand under the same names in what core answers. */
  const addObject = (providerName: string, name: string, description: string, fields: readonly Field[]): RowRef => {
    const typed = fields.map((field) => ({ field, type: outputTypeOf(providerName, field) }))
    const ref = createRow(name)
    ref.implement({
      description: toSentence(description),
      fields: (t) =>
        Object.fromEntries(
          typed.map(({ field, type }) => {
            const options = { nullable: !field.isRequired, description: toSentence(field.description) }
            return [
              field.name,
              t.expose(field.name as never, { ...options, type: field.isList ? [type] : type } as never),
            ]
          }),
        ),
    })
    return ref
  }

  /** The same fields as arguments of a field, or as fields of an input object. */
  const inputFields = (add: AddInputField, fields: readonly Field[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      fields.map((field) => {
        const { name, shape, isList, isRequired } = field
        if (shape === 'record') throw new TypeError(`The input field ${name} is a record, and inputs here are flat`)
        const type = shape === 'choice' ? enumOf(field.choices as Choices) : scalars[shape]
        const options = { required: isRequired, description: describeInput(field) }
        return [name, add({ ...options, type: isList ? [type] : type } as never)]
      }),
    )

  return { addObject, inputFields, enumOf }
}

export type FieldTypes = ReturnType<typeof createFieldTypes>
