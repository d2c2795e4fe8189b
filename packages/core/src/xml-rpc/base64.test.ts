import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

it('writes what Buffer writes, and reads it back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const code = encodeBase64(bytes)
      expect(code).toBe(Buffer.from(bytes).toString('base64'))
      expect(decodeBase64(code)).toStrictEqual(bytes)
    }),
  )
})

it('reads nothing that is not canonical', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9+/=_ -]{0,9}$/), (text) => {
      const code = text.replaceAll(' ', '')
      const bytes = Buffer.from(code, 'base64')
      expect(decodeBase64(text)).toStrictEqual(bytes.toString('base64') === code ? new Uint8Array(bytes) : undefined)
    }),
  )
})
