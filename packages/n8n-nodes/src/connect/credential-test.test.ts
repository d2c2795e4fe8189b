import { CredentialTestContext } from 'n8n-core'
import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, nodes, openBench } from '../testing/open-bench.ts'

const tests = {
  proxstop: nodes.proxstop.methods.credentialTest.testProxstopCredential,
  sms365: nodes.sms365.methods.credentialTest.testSms365Credential,
  netoxygen: nodes.netoxygen.methods.credentialTest.testNetoxygenCredential,
}
const providers = ['proxstop', 'sms365', 'netoxygen'] as const

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.sandbox.close())

const test = (provider: (typeof providers)[number], changes: Record<string, string> = {}) => {
  const context = new CredentialTestContext({} as never) as unknown as ICredentialTestFunctions
  const data = { ...bench.credentialOf(provider), ...changes }
  const credential: ICredentialsDecrypted = { id: '1', name: 'Test', type: provider, data }
  return tests[provider].call(context, credential)
}

describe.each(providers)('the test of a credential of %s', (provider) => {
  it('is green for the right one, and free', async () => {
    expect(await test(provider)).toEqual({ status: 'OK', message: 'The provider accepts these credentials' })
    const spent = await fetch(`${bench.sandbox.origin}/inspector/messages`)
    expect(await spent.json()).toEqual([])
  })

  it('is red for a wrong one, although the provider answers 200', async () => {
    const wrong = provider === 'netoxygen' ? { password: 'wrong' } : { apiKey: 'wrong' }
    const result = await test(provider, wrong)
    expect(result.status).toBe('Error')
    expect(result.message).toMatch(/API key|password/)
  })

  it('is red where nobody answers, and says so', async () => {
    await bench.sandbox.faults.add({ kind: 'htmlPage', gateway: provider })
    const result = await test(provider)
    expect(result.status).toBe('Error')
    expect(result.message).toMatch(/HTML|XML|document|readable/)
  })

  it('is red for a base URL without TLS, before anything is sent', async () => {
    const result = await test(provider, { baseUrl: 'http://example.com' })
    expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining('must be https') })
    expect([...bench.sandbox.requests]).toEqual([])
  })
})

it('says of sms365 that the address may not be white-listed', async () => {
  expect((await test('sms365', { apiKey: 'wrong' })).message).toContain('or your IP is not white-listed')
})

it('sees through the quirks of sms365', async () => {
  bench.sandbox.setQuirks({
    sms365: { phpNotice: true, htmlContentType: true, zeroedFailures: true, numbers: 'numbers' },
  })
  expect(await test('sms365')).toMatchObject({ status: 'OK' })
  expect(await test('sms365', { apiKey: 'wrong' })).toMatchObject({ status: 'Error' })
})
