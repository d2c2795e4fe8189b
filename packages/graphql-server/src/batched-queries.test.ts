import { expect, test } from 'vitest'
import { createTestServer } from './testing/create-test-server.ts'

const row = (id: string) =>
  `<value><array><data><value><string>${id}</string></value><value><struct>` +
  `<member><name>to</name><value><string>to-${id}</string></value></member>` +
  `<member><name>last_status</name><value><int>1</int></value></member></struct></value></data></array></value>`

const idsOf = (body: string): readonly string[] =>
  [...(body.split('<array>')[1] ?? '').matchAll(/<string>([^<]*)<\/string>|<value>([^<]+)<\/value>/g)].map(
    ([, typed, plain]) => typed ?? plain ?? '',
  )

/** A gateway that knows every id, and the ids that each request asked for. */
const createServer = () => {
  const asked: (readonly string[])[] = []
  const server = createTestServer({
    answer: ({ body }) => {
      const ids = idsOf(body)
      asked.push(ids)
      return `<?xml version="1.0"?><methodResponse><params><param><value><array><data>${ids.map(row).join('')}</data></array></value></param></params></methodResponse>`
    },
  })
  return { ...server, asked }
}

const status = (alias: string, ids: readonly string[]) =>
  `${alias}: netoxygenMessageStatus(ids: ${JSON.stringify(ids)}) { messages { id to } }`
const rowsOf = (...ids: readonly string[]) => ({ messages: ids.map((id) => ({ id, to: `to-${id}` })) })

test('asks for the statuses of one request with one call, and gives each field its own, in its own order', async () => {
  const server = createServer()
  const { data, errors } = await server.run(
    `{ ${status('one', ['a', 'b'])} ${status('two', ['c', 'a'])} ${status('three', ['b'])} }`,
  )
  expect(errors).toBeUndefined()
  expect(server.asked).toEqual([['a', 'b', 'c']])
  expect(data).toEqual({ one: rowsOf('a', 'b'), two: rowsOf('c', 'a'), three: rowsOf('b') })
})

test('asks for more than 500 ids in requests of 500', async () => {
  const server = createServer()
  const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => `id${from + index}`)
  const { data } = await server.run(
    `query ($one: [ID!]!, $two: [ID!]!) {
      one: netoxygenMessageStatus(ids: $one) { messages { id } }
      two: netoxygenMessageStatus(ids: $two) { messages { id } }
    }`,
    { one: ids(0, 400), two: ids(300, 400) },
  )
  expect(server.asked.map(({ length }) => length)).toEqual([500, 200])
  expect(data).toMatchObject({
    one: { messages: ids(0, 400).map((id) => ({ id })) },
    two: { messages: ids(300, 400).map((id) => ({ id })) },
  })
})

test('asks anew in the next request', async () => {
  const server = createServer()
  await server.run(`{ ${status('one', ['a'])} }`)
  await server.run(`{ ${status('one', ['a'])} }`)
  expect(server.asked).toEqual([['a'], ['a']])
})

test('lets a wrong id fail its own field only, by the place where it stands there', async () => {
  const server = createServer()
  const { data, errors } = await server.run(`{ ${status('one', ['a'])} ${status('two', ['b', 'not an id'])} }`)
  expect(data).toEqual({ one: rowsOf('a'), two: null })
  expect(errors).toMatchObject([
    { path: ['two'], extensions: { code: 'INVALID_INPUT', fieldErrors: [{ path: 'ids.1' }] } },
  ])
})

test('gives the failure of the call to each field', async () => {
  const server = createTestServer({ answer: () => ({ status: 401 }) })
  const { data, errors } = await server.run(`{ ${status('one', ['a'])} ${status('two', ['b'])} }`)
  expect(data).toEqual({ one: null, two: null })
  expect(errors).toMatchObject([
    { path: ['one'], extensions: { code: 'AUTHENTICATION' } },
    { path: ['two'], extensions: { code: 'AUTHENTICATION' } },
  ])
  expect(server.requests).toHaveLength(1)
})
