import fc from 'fast-check'
import { getIntrospectionQuery, parse } from 'graphql'
import { expect, test } from 'vitest'
import { documentLimits, findLimitError, isNestedTooDeeply } from './document-limits.ts'

const repeat = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ')
const messageOf = (document: string) => findLimitError(parse(document))?.message
const nest = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`

test('takes the whole introspection of tools', () => {
  const document = getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  })
  expect(isNestedTooDeeply(document)).toBe(false)
  expect(parse(document, { maxLexicalTokens: documentLimits.tokens }).definitions.length).toBeGreaterThan(1)
  expect(messageOf(document)).toBeUndefined()
})

test.each([
  ['aliases', documentLimits.aliases, (count: number) => `{ b { ${repeat(count, (index) => `a${index}: c`)} } }`],
  ['directives', documentLimits.directives, (count: number) => `{ a ${'@skip(if: false) '.repeat(count)} }`],
  ['root fields', documentLimits.rootFields.query, (count: number) => `{ ${'a '.repeat(count)} }`],
  ['root fields', documentLimits.rootFields.mutation, (count: number) => `mutation { ${'a '.repeat(count)} }`],
  ['root field;', documentLimits.rootFields.subscription, (count: number) => `subscription { ${'a '.repeat(count)} }`],
  ['deep at most', documentLimits.depth, nest],
  ['fields and fragments', documentLimits.selections - 1, (count: number) => `{ b { ${'a '.repeat(count)} } }`],
  [
    'operations and fragments',
    documentLimits.definitions - 1,
    (count: number) => `{ a } ${repeat(count, (index) => `fragment F${index} on T { a }`)}`,
  ],
  [
    'fragment spreads',
    documentLimits.fragmentSpreads,
    (count: number) => `{ b { ${'...F '.repeat(count)} } } fragment F on T { a }`,
  ],
])('takes as many %s as are allowed (%d), and no more', (what, limit, make) => {
  expect(messageOf(make(limit))).toBeUndefined()
  expect(messageOf(make(limit + 1))).toContain(what)
})

test('counts what stands in fragments wherever they are spread', () => {
  const inFragments = (depth: number) =>
    `{ a { ...F0 } } ${repeat(depth, (index) => `fragment F${index} on T { a { ...F${index + 1} } }`)} fragment F${depth} on T { a }`
  expect(messageOf(inFragments(documentLimits.depth - 2))).toBeUndefined()
  expect(messageOf(inFragments(documentLimits.depth - 1))).toContain('deep at most')
  expect(messageOf('mutation { ...F ...F } fragment F on Mutation { a b c d e f }')).toContain('this one has 12')
})

test('refuses aliases in a document that asks for the schema', () => {
  expect(messageOf('{ __schema { types { name } } }')).toBeUndefined()
  expect(messageOf('{ __schema { types { name } } a: __typename }')).toContain('may have no aliases')
})

test('leaves circles of fragments, and fragments that are missing, to graphql-js', () => {
  expect(messageOf('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toBeUndefined()
  expect(messageOf('{ ...Missing }')).toBeUndefined()
})

test.each([
  ['brackets', '['.repeat(documentLimits.nesting + 1), true],
  ['brackets one after another', '{}'.repeat(1_000), false],
  ['brackets in a string', `"${'{'.repeat(100)}"`, false],
  ['brackets in a string with quotes', `"\\"${'{'.repeat(100)}\\\\"`, false],
  ['brackets behind a string', `"\\\\"${'{'.repeat(100)}`, true],
  ['brackets in a block string', `"""\n"${'{'.repeat(100)}\\""" {"""`, false],
  ['brackets behind a block string', `"""\n"""${'{'.repeat(100)}`, true],
  ['brackets in a remark', `#${'{'.repeat(100)}\n`, false],
  ['brackets behind a remark', `#\r${'{'.repeat(100)}`, true],
  ['brackets behind a string without its end', `"\n${'{'.repeat(100)}`, true],
])('sees whether %s stand too deep', (_what, source, isTooDeep) => {
  expect(isNestedTooDeeply(source)).toBe(isTooDeep)
})

test('sees a depth wherever it is, whatever text stands before it (property)', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (text, depth) => {
      const source = `{ a(b: ${JSON.stringify(text)}) ${'{ a '.repeat(depth)}`
      expect(isNestedTooDeeply(source)).toBe(depth + 1 > documentLimits.nesting)
    }),
  )
})
