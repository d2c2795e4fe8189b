import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '../create-yoga-server.ts'
import { createExampleTabs } from './example-tabs.ts'

const schema = createSchema()

test.each(createExampleTabs())('has an example that the schema takes: $query', ({ query }) => {
  expect(validate(schema, parse(query))).toEqual([])
})

test('names each example, because the name is the title of its tab', () => {
  const names = createExampleTabs().flatMap(({ query }) =>
    parse(query).definitions.map((definition) => 'name' in definition && definition.name?.value),
  )
  expect(names).toEqual(['SendSms', 'SendToMany', 'SendCode', 'MessageStatus', 'Balances'])
})

test('puts nobody’s number into an example unless it is given one', () => {
  const queries = createExampleTabs().map(({ query }) => query)
  expect(queries.join().match(/(to|phone|country): \[?"\d/g)).toBeNull()
})
