import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateParts, type SendingRoute } from './estimate-parts.ts'
import { countParts } from './parts.ts'

const sms365: SendingRoute = { provider: 'sms365' }
const sms365Unicode: SendingRoute = { provider: 'sms365', unicode: true }
const netoxygen: SendingRoute = { provider: 'netoxygen' }
const anyRoute = fc.constantFrom(sms365, sms365Unicode, netoxygen)

const greeting = 'Καλημέρα σας! '.repeat(10)

describe('estimateParts through sms365', () => {
  it('expects Greek in GSM-7, transliterated', () => {
    const estimate = estimateParts(greeting, sms365)
    expect(estimate.expected).toEqual({ encoding: 'GSM-7', units: 140, parts: 1, unitsLeft: 20 })
    expect(estimate.gsm7Text).toBe('KAΛHMEPA ΣAΣ! '.repeat(10))
    expect(estimate).toMatchObject({ certain: true, doubtful: [] })
  })

  it('says what the same text takes as UCS-2', () => {
    expect(estimateParts(greeting, sms365).ucs2).toEqual({ encoding: 'UCS-2', units: 140, parts: 3, unitsLeft: 61 })
  })

  it('expects UCS-2 with unicode set, even for a text that GSM-7 could carry', () => {
    expect(estimateParts(greeting, sms365Unicode).expected).toMatchObject({ encoding: 'UCS-2', parts: 3 })
    expect(estimateParts('Hello', sms365Unicode).expected).toMatchObject({ encoding: 'UCS-2', units: 5 })
    expect(estimateParts(greeting, sms365Unicode)).toMatchObject({ certain: true, gsm7: { parts: 1 } })
  })

  it('treats unicode set to false as unset', () => {
    expect(estimateParts(greeting, { provider: 'sms365', unicode: false })).toEqual(estimateParts(greeting, sms365))
  })

  it('is uncertain about characters outside GSM-7 that are no Greek letters, and names them', () => {
    const estimate = estimateParts('«Γειά» σου, ça va; 😀😀', sms365)
    expect(estimate).toMatchObject({ certain: false, doubtful: ['«', '»', 'ç', '😀'] })
    expect(estimate.expected).toMatchObject({ encoding: 'GSM-7', units: 21 })
  })

  it('is uncertain about decomposed Greek, whose marks the gateway may not join', () => {
    const estimate = estimateParts('Γειά σου'.normalize('NFD'), sms365)
    expect(estimate).toMatchObject({ gsm7Text: 'ΓEIA ΣOY', certain: false, doubtful: ['\u0301'] })
  })

  it('names at most 20 doubtful characters', () => {
    const cyrillic = 'абвгдежзийклмнопрстуфхцчшщ'
    expect(estimateParts(cyrillic, sms365).doubtful.join('')).toBe(cyrillic.slice(0, 20))
  })
})

describe('estimateParts through NetOxygen', () => {
  it('expects GSM-7 for a text it can carry', () => {
    expect(estimateParts('Grüezi, 5 €', netoxygen)).toMatchObject({
      expected: { encoding: 'GSM-7', units: 12 },
      certain: true,
    })
  })

  it('expects UCS-2 as soon as one character is outside, and transliterates nothing', () => {
    const estimate = estimateParts('Καλημέρα', netoxygen)
    expect(estimate).toMatchObject({ expected: { encoding: 'UCS-2', units: 8 }, gsm7Text: 'Καλημέρα', certain: true })
  })

  it('is uncertain about emoji', () => {
    expect(estimateParts('Bis später 😀', netoxygen)).toMatchObject({
      expected: { encoding: 'UCS-2', units: 13 },
      certain: false,
      doubtful: ['😀'],
    })
  })
})

describe('estimateParts through any provider', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 300 })

  it('expects one of the two estimates it gives', () => {
    fc.assert(
      fc.property(anyText, anyRoute, (text, route) => {
        const { expected, gsm7, ucs2 } = estimateParts(text, route)
        expect([gsm7, ucs2]).toContain(expected)
      }),
    )
  })

  it('is certain of a GSM-7 estimate only if the text to be sent is GSM-7', () => {
    fc.assert(
      fc.property(anyText, anyRoute, (text, route) => {
        const { expected, gsm7, gsm7Text, certain } = estimateParts(text, route)
        return !certain || expected !== gsm7 || countParts(gsm7Text).encoding === 'GSM-7'
      }),
    )
  })
})
