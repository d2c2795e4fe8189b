import { describe, expect, test } from 'vitest'
import type { Field } from './describe-fields.ts'
import type { ErrorMeaning } from './provider-call-error.ts'
import { catalogue, providers } from './providers/index.ts'
import { proxstop } from './providers/proxstop/index.ts'
import { sms365 } from './providers/sms365/index.ts'

const allFields = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => [field, ...allFields(field.fields)])

describe('the catalogue', () => {
  test('holds the 47 operations, with their kind, retry rule and access', () => {
    const lines = catalogue.map(
      ({ id, operation: { kind, retry, access } }) => `${id} | ${kind} | ${retry} | ${access}`,
    )
    expect(lines).toHaveLength(47)
    expect(lines.toSorted()).toMatchSnapshot()
  })

  test('names the fields of every operation', () => {
    const names = (fields: readonly Field[]): string =>
      fields
        .map(
          ({ name, isRequired, isList, fields: nested }) =>
            name + (isList ? '[]' : '') + (isRequired ? '!' : '') + (nested.length > 0 ? `{ ${names(nested)} }` : ''),
        )
        .join(' ')
    const lines = catalogue.map(
      ({ id, inputFields, outputFields }) => `${id}: ${names(inputFields)} → ${names(outputFields)}`,
    )
    expect(lines.toSorted()).toMatchSnapshot()
  })

  test('has each id once', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
  })
})

describe.each(catalogue)('$id', ({ id, operation, inputFields, outputFields, provider }) => {
  test('describes itself and every field', () => {
    expect(operation.title).toMatch(/^[A-Z]/)
    expect(operation.action).toMatch(/^[A-Z][^.]*$/)
    expect(operation.summary).toMatch(/^[A-Z].*\.$/)
    for (const field of allFields([...inputFields, ...outputFields])) {
      expect(field.description, `${id} ${field.name}`).toMatch(/^[A-Z].*[^.\s]$/)
      expect(field.title, `${id} ${field.name}`).toMatch(/^[A-Z]/)
      for (const description of Object.values(field.choices?.values ?? {})) expect(description).not.toBe('')
    }
  })

  test('gives every input field an example that it accepts, and says what it accepts', () => {
    for (const field of inputFields) {
      expect(field.example, field.name).toBeDefined()
      expect(field.accepts, field.name).toBeTruthy()
    }
  })

  test('says what to do after a lost answer if it must not be repeated', () => {
    if (operation.retry === 'never') expect(operation.adviceWhenUnknown).toMatch(/^[A-Z].*\.$/)
    else expect(operation.adviceWhenUnknown).toBeUndefined()
  })

  test('is a query only if repeating it is safe', () => {
    if (operation.kind === 'query') expect(operation.retry).toBe('safe')
  })

  test('documents only codes that its provider explains', () => {
    for (const code of operation.errors) expect(Object.keys(provider.errors)).toContain(code)
  })

  test('keeps secrets to the access admin', () => {
    const hasSecret = allFields(outputFields).some(({ kind }) => kind === 'secret')
    if (hasSecret) expect(operation.access).toBe('admin')
  })
})

test('every documented code means what it meant', () => {
  const lines = providers.flatMap(({ name, errors }) =>
    Object.entries<ErrorMeaning>(errors).map(
      ([code, { kind, field }]) => `${name} ${code}: ${kind}${field ? ` (${field})` : ''}`,
    ),
  )
  expect(lines).toMatchSnapshot()
})

test('what costs money or trust is told apart', () => {
  const { errors } = sms365
  for (const code of ['105', '211', '517'] as const) expect(errors[code]?.kind).toBe('insufficient-credit')
  expect(proxstop.errors['NO_POINTS']?.kind).toBe('insufficient-credit')
  expect(errors['101']?.advice).toMatch(/wrong.*white-list/)
  expect(errors['203']?.advice).toMatch(/opted out/)
})

describe.each(providers)('the error table of $name', ({ errors }) => {
  test.each(Object.entries(errors))('%s has a meaning and an advice', (_code, { meaning, advice }) => {
    expect(meaning).toMatch(/\S/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
  })
})
