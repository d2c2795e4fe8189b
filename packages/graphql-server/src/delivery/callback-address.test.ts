import { generateKeySync, randomUUID } from 'node:crypto'
import { catalogue } from '@heliograph/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callbackPath, createCallbackAddresses, routeCallback } from './callback-address.ts'

const secret = generateKeySync('hmac', { length: 256 })
const id = randomUUID()
const addresses = createCallbackAddresses(secret, 'https://sms.example.com/base')
const pathOf = (address: string | undefined) => new URL(address ?? '').pathname

describe('the address of a message', () => {
  test('is known again, whatever stands before its path, and after the public URL has changed', () => {
    const address = addresses.addressOf(id)
    expect(address).toMatch(/^https:\/\/sms\.example\.com\/base\/callbacks\/sms365\/[0-9a-f-]{36}\/[\w-]{43}$/)
    const path = pathOf(address)
    expect(addresses.identify(path)).toBe(id)
    expect(createCallbackAddresses(secret, undefined).identify(path.replace('/base', ''))).toBe(id)
  })

  test('is none without a public URL', () => {
    expect(createCallbackAddresses(secret, undefined).addressOf(id)).toBeUndefined()
  })

  test('is not known with another secret, for another message, or with anything changed', () => {
    const path = pathOf(addresses.addressOf(id))
    expect(createCallbackAddresses(generateKeySync('hmac', { length: 256 }), undefined).identify(path)).toBeUndefined()
    expect(addresses.identify(path.replace(id, randomUUID()))).toBeUndefined()
    const start = path.indexOf(callbackPath)
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: path.length - 1 }),
        fc.constantFrom('', 'A', 'z', '0', '/', '.'),
        (at, other) => {
          const changed = path.slice(0, at) + other + path.slice(at + 1)
          fc.pre(changed !== path)
          expect(addresses.identify(changed)).toBeUndefined()
        },
      ),
    )
  })
})

describe('an input', () => {
  const address = addresses.addressOf(id)

  test('gets our address where the operation has a field for one, and the caller’s own is kept apart', () => {
    const withField = catalogue.filter((entry) => routeCallback(entry, {}, address).input['callback'] === address)
    expect(withField.map((entry) => entry.id)).toEqual(['sms365.sms.send', 'sms365.twoFactor.send'])
    for (const entry of withField) {
      expect(routeCallback(entry, { to: '1', callback: 'https://own.example' }, address)).toEqual({
        input: { to: '1', callback: address },
        callbackUrl: 'https://own.example',
      })
      expect(routeCallback(entry, { to: '1' }, address).callbackUrl).toBeNull()
    }
  })

  test('stays as it is without an address of ours', () => {
    for (const entry of catalogue) {
      const input = { callback: 'https://own.example' }
      expect(routeCallback(entry, input, undefined)).toEqual({ input, callbackUrl: null })
    }
  })
})
