import { expect, test } from 'vitest'
import { isLoopbackHost } from './loopback-host.ts'

test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LocalHost', '::1'])('takes %s as this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

test.each(['0.0.0.0', '::', '192.168.1.2', 'example.com', 'localhost.example.com', '127.0.0.1.example.com', ''])(
  'takes %j as another one',
  (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  },
)
