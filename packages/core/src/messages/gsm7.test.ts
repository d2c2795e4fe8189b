import { describe, expect, it } from 'vitest'
import { isGsm7, listOutsideGsm7, septetsOf } from './gsm7.ts'

const everyCodeUnit = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code))

describe('GSM-7', () => {
  it('has the 127 characters of the default alphabet and the 10 of the extension table', () => {
    expect(everyCodeUnit.filter((character) => septetsOf(character) === 1)).toHaveLength(127)
    expect(everyCodeUnit.filter((character) => septetsOf(character) === 2).join('')).toBe('\f[\\]^{|}~€')
  })

  it('has the capital Ç, and neither the small one nor the grave accent alone', () => {
    expect(isGsm7('Ç')).toBe(true)
    expect(isGsm7('ç')).toBe(false)
    expect(isGsm7('`')).toBe(false)
  })

  it('has no combining marks, so a decomposed letter is outside', () => {
    expect(isGsm7('caf\u00e9')).toBe(true)
    expect(listOutsideGsm7('cafe\u0301')).toEqual(['\u0301'])
  })

  it('lists what is outside once each, by code point, in order of appearance', () => {
    expect(listOutsideGsm7('ς«x»😀ς😀«')).toEqual(['ς', '«', '»', '😀'])
  })

  it('lists half a surrogate pair as the replacement character', () => {
    expect(listOutsideGsm7('a\ud83d b\ude00')).toEqual(['\ufffd'])
  })
})
