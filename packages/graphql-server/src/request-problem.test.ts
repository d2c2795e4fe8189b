import { expect, test } from 'vitest'
import { findRequestProblem } from './request-problem.ts'

const statusOf = (host: string | undefined, url = '/graphql', rule = { isTokenRequired: false }) =>
  findRequestProblem({ url, headers: host === undefined ? {} : { host } }, rule)?.status

test.each(['localhost', 'localhost:4000', '127.0.0.1:80', '[::1]:4000', '[::1]', 'LocalHost'])(
  'takes %s as this machine',
  (host) => {
    expect(statusOf(host)).toBeUndefined()
  },
)

test.each(['example.com:4000', 'localhost:4000.example.com', 'localhost.example.com', '10.0.0.1'])(
  'refuses %s with 421 or 400',
  (host) => {
    expect([421, 400]).toContain(statusOf(host))
  },
)

test.each([undefined, '', '127.999.1.1', '127.0.0.1:99999', 'a b'])('cannot read the host %j', (host) => {
  expect(statusOf(host)).toBe(400)
})

test.each(['*', 'http://localhost/graphql', '//example.com/graphql', ''])('cannot read the address %j', (url) => {
  expect(statusOf('localhost', url)).toBe(400)
})

test('takes any name of a host where a token is required, and still no address that is none', () => {
  const rule = { isTokenRequired: true }
  expect(statusOf('sms.example.com', '/graphql', rule)).toBeUndefined()
  expect(statusOf('10.0.0.1:4000', '/graphql', rule)).toBeUndefined()
  expect(statusOf('a b', '/graphql', rule)).toBe(400)
})
