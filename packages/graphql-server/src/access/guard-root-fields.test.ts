import { catalogue, providers } from '@heliograph/core'
import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from '../create-graphql-server.ts'
import type { RequestContext } from '../request-context.ts'
import { deriveSchema } from '../schema/derive-schema.ts'
import { toFieldName } from '../schema/names.ts'
import { createTestServer, testEnvironment } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'
import { type Scope, scopes } from './caller.ts'
import { guardRootFields, isAllowed, listRootFields, scopeOf } from './guard-root-fields.ts'

test('every root field states a scope, those of operations the access of theirs', () => {
  const rootFields = listRootFields(createSchema())
  const accessOf = new Map(catalogue.map(({ id, operation }) => [toFieldName(id), operation.access]))
  expect(rootFields.length).toBeGreaterThanOrEqual(catalogue.length)
  expect(rootFields.filter((field) => scopeOf(field) !== (accessOf.get(field.name) ?? scopeOf(field)))).toEqual([])
})

test('refuses a schema with a root field that states no scope', () => {
  expect(() => guardRootFields(buildSchema('type Query { open: Int }'))).toThrow('The root field open states no scope')
})

test('admin includes every scope, and no other includes one', () => {
  const granted = (own: Scope) => scopes.filter((scope) => isAllowed({ name: 'x', scopes: new Set([own]) }, scope))
  expect(scopes.map(granted)).toEqual([['read'], ['send'], ['manage'], [...scopes]])
})

/** The schema with resolvers that only say that they were reached, behind the guard. */
const createReachableSchema = (reached: Set<string>) => {
  const schema = deriveSchema(providers, catalogue)
  for (const field of listRootFields(schema)) {
    const reach = () => void reached.add(field.name)
    field.resolve = reach
    if (field.subscribe) field.subscribe = reach
  }
  return guardRootFields(schema)
}

const isForbidden = (run: () => unknown): boolean => {
  try {
    run()
    return false
  } catch (error) {
    expect(error).toMatchObject({ extensions: { code: 'FORBIDDEN' } })
    return true
  }
}

test.each([...scopes, undefined])('a caller with the scope %s reaches no field but those that it may', (own) => {
  const caller = { name: 'x', scopes: new Set(own === undefined ? [] : [own]) }
  const context = { caller, isStillKnown: () => true } as unknown as RequestContext
  const reached = new Set<string>()
  for (const field of listRootFields(createReachableSchema(reached))) {
    const mayReach = own === 'admin' || scopeOf(field) === own
    for (const resolver of [field.resolve, field.subscribe]) {
      if (!resolver) continue
      reached.clear()
      const forbidden = isForbidden(() => resolver(undefined, {}, context, {} as never))
      expect([field.name, forbidden, reached.has(field.name)]).toEqual([field.name, !mayReach, mayReach])
    }
  }
})

const token = (scope: Scope) => `token-with-the-scope-${scope}-0000`
const env = {
  ...testEnvironment,
  API_TOKENS: scopes.map((scope) => `${scope}-app:${scope}:${token(scope)}`).join(),
}

test('refuses a field alone, by its name and the scope that it needs, and answers the others', async () => {
  const server = createTestServer({ env, answer: () => exampleAnswer('sms365.me.balance') })
  const bearer = { authorization: `Bearer ${token('read')}` }
  const { data, errors, status } = await server.run(
    '{ sms365MeBalance { balance } sms365UserList { total } }',
    undefined,
    bearer,
  )
  expect(status).toBe(200)
  expect(data).toMatchObject({ sms365MeBalance: { balance: expect.any(String) }, sms365UserList: null })
  expect(errors).toMatchObject([
    {
      message: 'sms365UserList needs the scope admin; read-app has the scope read.',
      path: ['sms365UserList'],
      extensions: { code: 'FORBIDDEN', requiredScope: 'admin' },
    },
  ])
  expect(server.requests).toHaveLength(1)
})

test('sends nothing for a caller that may only read', async () => {
  const server = createTestServer({ env })
  const { errors, data } = await server.run(
    'mutation { sms365SmsSend(input: { to: "306973000000", text: "x" }) { __typename } }',
    undefined,
    { authorization: `Bearer ${token('read')}` },
  )
  expect(data).toEqual({ sms365SmsSend: null })
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  expect(server.requests).toEqual([])
})
