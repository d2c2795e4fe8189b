import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress, lookUpPublicAddress, PrivateAddressError } from './public-address.ts'

describe('isPublicAddress', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.2.7',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'fd00::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::1',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '223.255.255.254', '2606:4700::1111'])(
    'accepts %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it('never accepts an IPv4 address dressed as IPv6', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => !isPublicAddress(`::ffff:${address}`)))
  })
})

describe('lookUpPublicAddress', () => {
  const lookUp = (hostname: string, all: boolean) =>
    new Promise((resolve) => {
      lookUpPublicAddress(hostname, { all }, (error, address) => resolve(error ?? address))
    })

  it.each([true, false])('refuses a name that leads to this machine (all: %s)', async (all) => {
    expect(await lookUp('localhost', all)).toBeInstanceOf(PrivateAddressError)
  })

  it('hands on what it has checked', async () => {
    expect(await lookUp('1.1.1.1', true)).toEqual([{ address: '1.1.1.1', family: 4 }])
    expect(await lookUp('1.1.1.1', false)).toBe('1.1.1.1')
  })
})
