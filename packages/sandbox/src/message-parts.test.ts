import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countParts, countUcs2Parts, fitsGsm7, toGsm7 } from './message-parts.ts'

describe('countParts', () => {
  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['ж'.repeat(135), 3],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
  ])('counts %j', (text, parts) => {
    expect(countParts(text)).toBe(parts)
  })

  it('never splits an escape: 153 units hold 76 euro signs', () => {
    expect(countParts('€'.repeat(152))).toBe(2)
    expect(countParts('€'.repeat(153))).toBe(3)
  })

  it('never splits a surrogate pair: 67 units hold 33 of them', () => {
    expect(countUcs2Parts('😀'.repeat(66))).toBe(2)
    expect(countUcs2Parts('😀'.repeat(67))).toBe(3)
  })
})

describe('toGsm7', () => {
  it('makes Greek unaccented capitals', () => {
    expect(toGsm7('Καλημέρα Ωραία')).toBe('KAΛHMEPA ΩPAIA')
  })

  it('always gives what GSM-7 holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fitsGsm7(toGsm7(text))))
  })

  it('leaves what GSM-7 holds as it is', () => {
    expect(toGsm7('Grüße {5€}')).toBe('Grüße {5€}')
  })
})
