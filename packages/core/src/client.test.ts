import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { sms365 } from './providers/sms365/index.ts'
import { testCredentials } from './testing/credentials.ts'
import { createFakeRuntime, createScriptedTransport } from './testing/scripted-transport.ts'

const credentials = testCredentials.sms365

test('has a method for each operation', async () => {
  const transport = createScriptedTransport('{"contactId":"501","status":"1","error":"0"}')
  const client = createClient({ provider: sms365, credentials, transport, runtime: createFakeRuntime() })
  expect(await client.contact.add({ mobile: '+30 697 123 4567', name: 'Maria' })).toEqual({ contactId: '501' })
  expect(transport.requests[0]).toMatchObject({ url: 'https://sms365.gr/api/contact/add' })
})

test('an operation without fields takes no input', async () => {
  const transport = createScriptedTransport('{"balance":"7","status":"1"}')
  const client = createClient({ provider: sms365, credentials, transport, runtime: createFakeRuntime() })
  expect(await client.me.balance()).toEqual({ balance: '7' })
})

test('a call may have a deadline and a signal of its own', async () => {
  const transport = createScriptedTransport('{"balance":"7","status":"1"}')
  const runtime = createFakeRuntime()
  const client = createClient({ provider: sms365, credentials, transport, runtime })
  await client.me.balance({}, { timeoutMs: 1_000 })
  expect(transport.options[0]?.deadline).toBe(runtime.now() + 1_000)
  await expect(client.me.balance({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' })
})

test('its own deadline holds for a call that gives none', async () => {
  const transport = createScriptedTransport('{"balance":"7","status":"1"}')
  const runtime = createFakeRuntime()
  const client = createClient({ provider: sms365, credentials, transport, runtime, timeoutMs: 5_000 })
  await client.me.balance({}, { timeoutMs: undefined })
  expect(transport.options[0]?.deadline).toBe(runtime.now() + 5_000)
})

test('takes the clock of the machine unless another is given', async () => {
  const transport = createScriptedTransport('{"balance":"7","status":"1"}')
  await createClient({ provider: sms365, credentials, transport }).me.balance()
  expect(transport.options[0]?.deadline).toBeGreaterThan(Date.now())
})

test('is not made for a base URL or credentials that cannot be right', () => {
  const transport = createScriptedTransport('')
  const create = (baseUrl: string, given: object) => () =>
    createClient({ provider: sms365, credentials: given, transport, baseUrl })
  expect(create('http://sms365.gr/api', credentials)).toThrow(
    new TypeError(
      'The base URL must be https: plain http would show the credentials to the network, and is accepted for a loopback address only',
    ),
  )
  expect(create('https://sms365.gr/api', { apikey: 'x' })).toThrow('The credentials of sms365 are malformed: apikey')
  expect(create('https://sms365.gr/api', { apiKey: '' })).toThrow('The credentials of sms365 are malformed: apiKey')
})
