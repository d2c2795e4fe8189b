import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '../create-graphql-server.ts'
import { createExampleTabs } from './example-tabs.ts'

const schema = createSchema()

const values = {
  sms365To: '306973990001',
  netoxygenTo: '41790990001',
  proxstopCountry: '1',
  proxstopPhone: '5555990001',
  smsId: '1500001',
  messageId: '1500002',
  referenceId: 'a1',
  since: '2020-01-01T00:00:00Z',
}

test.each([...createExampleTabs(), ...createExampleTabs(values)])(
  'has an example that the schema takes: $query',
  ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([])
  },
)

test('names each example, because the name is the title of its tab', () => {
  const names = createExampleTabs().flatMap(({ query }) =>
    parse(query).definitions.map((definition) => 'name' in definition && definition.name?.value),
  )
  expect(names).toEqual(['SendSms', 'WatchMessages', 'SendToMany', 'SendCode', 'MessageStatus', 'Balances'])
})

test('puts nobody’s number into an example unless it is given one', () => {
  const queries = createExampleTabs().map(({ query }) => query)
  expect(queries.join().match(/(to|phone|country): \[?"\d/g)).toBeNull()
})
