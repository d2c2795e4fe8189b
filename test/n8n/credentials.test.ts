import { startSandbox, type Sandbox } from '@heliograph/sandbox'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { RestClient } from './rest-client.ts'
import { sandboxCredentials } from './workbench.ts'

let sandbox: Sandbox
let rest: RestClient

beforeAll(async () => {
  sandbox = await startSandbox()
  const { origin, installation } = inject('n8n')
  rest = new RestClient(origin, installation)
  await rest.signIn()
})
afterAll(() => sandbox.close())

const types = ['sms365Api', 'proxStopApi', 'netOxygenApi'] as const
const wrong = { sms365Api: { apiKey: 'wrong' }, proxStopApi: { apiKey: 'wrong' }, netOxygenApi: { password: 'wrong' } }

test.each(types)('the test of %s is green for the right one', async (type) => {
  await expect(rest.testCredential(type, sandboxCredentials(sandbox)[type])).resolves.toMatchObject({ status: 'OK' })
})

test.each(types)('the test of %s is red for a wrong one, although the gateway answers 200', async (type) => {
  const data = { ...sandboxCredentials(sandbox)[type], ...wrong[type] }
  await expect(rest.testCredential(type, data)).resolves.toMatchObject({ status: 'Error' })
})

test('the test of sms365Api names the white list of addresses', async () => {
  const data = { ...sandboxCredentials(sandbox).sms365Api, apiKey: 'wrong' }
  const { message } = await rest.testCredential('sms365Api', data)
  expect(message).toContain('your IP is not white-listed')
})

test.each(types)('the test of %s is red where nobody answers', async (type) => {
  const data = { ...sandboxCredentials(sandbox)[type], baseUrl: 'http://127.0.0.1:1/' }
  await expect(rest.testCredential(type, data)).resolves.toMatchObject({ status: 'Error' })
})
