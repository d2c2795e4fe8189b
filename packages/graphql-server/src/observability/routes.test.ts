import { expect, test } from 'vitest'
import { findRoute } from './routes.ts'

test.each([
  ['/graphql', '/graphql'],
  ['/graphql?query={x}', '/graphql'],
  ['/callbacks/sms365/0192-id/secret-token?msgid=1', '/callbacks/sms365'],
  ['/public/callbacks/sms365/0192-id/secret-token?msgid=1', '/callbacks/sms365'],
  ['/callbacks/elsewhere/secret', 'other'],
  ['/callbacks/sms365x/secret', 'other'],
  ['/constructor', 'other'],
  ['/graphql/x', 'other'],
  ['', 'other'],
])('%s is %s, without a query or a secret', (url, route) => {
  expect(findRoute(url)).toBe(route)
})
