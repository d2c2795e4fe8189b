import { expect, test } from 'vitest'
import { isLoopbackHost, isLoopbackHostHeader } from './loopback-host.ts'

test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LocalHost', '::1'])('takes %s as this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

test.each(['0.0.0.0', '::', '192.168.1.2', 'example.com', 'localhost.example.com', '127.0.0.1.example.com', ''])(
  'takes %j as another one',
  (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  },
)

test('reads a Host header with and without its port', () => {
  expect(['localhost', 'localhost:4000', '127.0.0.1:80', '[::1]:4000', '[::1]'].every(isLoopbackHostHeader)).toBe(true)
  expect(['example.com:4000', 'localhost:4000.example.com', undefined].some(isLoopbackHostHeader)).toBe(false)
})
