import { catalogue, type CatalogueEntry, type Field, providers } from '@heliograph/core'
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  printSchema,
} from 'graphql'
import { expect, test } from 'vitest'
import { deriveSchema } from './derive-schema.ts'
import { toFieldName } from './names.ts'

const schema = deriveSchema(providers, catalogue)

test('is the schema that is committed', async () => {
  await expect(`${printSchema(schema)}\n`).toMatchFileSnapshot('../../schema.graphql')
})

test('has one root field for each operation, by its kind, and those of its own', () => {
  const idsOf = (kind: string) =>
    catalogue.filter(({ operation }) => operation.kind === kind).map(({ id }) => toFieldName(id))
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(
    [...idsOf('query'), 'message', 'messages', 'deadLetters'].toSorted(),
  )
  expect(Object.keys(schema.getMutationType()?.getFields() ?? {})).toEqual(
    [...idsOf('mutation'), 'deadLetterRetry'].toSorted(),
  )
})

const listDescriptions = (type: GraphQLNamedType): readonly (readonly [string, unknown])[] => {
  const own = [[type.name, type.description]] as const
  if (isEnumType(type)) {
    return [...own, ...type.getValues().map((value) => [`${type.name}.${value.name}`, value.description] as const)]
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    return [...own, ...fields.map((field) => [`${type.name}.${field.name}`, field.description] as const)]
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return own
  return [
    ...own,
    ...Object.values(type.getFields()).flatMap((field) => [
      [`${type.name}.${field.name}`, field.description] as const,
      ...field.args.map((arg) => [`${type.name}.${field.name}(${arg.name})`, arg.description] as const),
    ]),
  ]
}

test('describes every type, field, argument and value', () => {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const bare = types
    .flatMap(listDescriptions)
    .filter(([, description]) => typeof description !== 'string' || !/^\S.*[.!?]$/s.test(description))
  expect(bare).toEqual([])
})

test('says of each root field what access it needs and whether it may be repeated', () => {
  const fields = schema.getMutationType()?.getFields() ?? {}
  expect(fields['sms365SmsSend']?.description).toContain('access: send')
  expect(fields['sms365SmsSend']?.description).toContain('It is not repeated after a lost answer')
  expect(fields['sms365SmsCancel']?.description).toContain('It may be repeated after a lost answer')
})

const [entry] = catalogue as readonly [CatalogueEntry]
const field = (changes: Partial<Field>): Field => ({
  name: 'row',
  kind: 'record',
  shape: 'record',
  title: 'Row',
  description: 'A row',
  isList: false,
  isRequired: true,
  isSensitive: false,
  accepts: undefined,
  itemAccepts: undefined,
  example: undefined,
  choices: undefined,
  recordName: 'Row',
  recordDescription: 'A row',
  fields: [],
  ...changes,
})
const text = field({ name: 'text', kind: 'text', shape: 'string' })

test('refuses two records of one name with different fields', () => {
  const rows = [
    { ...entry, id: 'x.y.one', outputFields: [field({ fields: [text] })] },
    { ...entry, id: 'x.y.two', outputFields: [field({ fields: [text, { ...text, name: 'more' }] })] },
  ]
  expect(() => deriveSchema(providers, rows)).toThrow('The catalogue declares ProxstopRow twice')
})

test('refuses two sets of choices of one name with different values', () => {
  const choice = (values: Readonly<Record<string, string>>) =>
    field({ kind: 'choice', shape: 'choice', choices: { name: 'Colour', description: 'A colour', values } })
  const rows = [
    { ...entry, id: 'x.y.one', outputFields: [choice({ RED: 'Red' })] },
    { ...entry, id: 'x.y.two', outputFields: [choice({ BLUE: 'Blue' })] },
  ]
  expect(() => deriveSchema(providers, rows)).toThrow('The catalogue declares Colour twice')
})

test('refuses a record in an input', () => {
  const rows = [{ ...entry, inputFields: [field({ fields: [text] })] }]
  expect(() => deriveSchema(providers, rows)).toThrow('The input field row is a record')
})
