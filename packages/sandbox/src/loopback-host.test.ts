import { expect, it } from 'vitest'
import { isLoopbackHostHeader } from './loopback-host.ts'

it.each(['localhost', 'localhost:4010', '127.0.0.1:80', '[::1]:4010', 'sandbox.localhost'])(
  'takes %s as this machine',
  (header) => {
    expect(isLoopbackHostHeader(header)).toBe(true)
  },
)

it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '10.0.0.1', '', 'a b', undefined])(
  'takes %s as another one',
  (header) => {
    expect(isLoopbackHostHeader(header)).toBe(false)
  },
)
