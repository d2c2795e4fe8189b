// The package has no types, and no tsconfig of the tests includes this declaration.
/// <reference path="./split-sms.d.ts" />
import fc from 'fast-check'
import { split } from 'split-sms'
import { describe, expect, it } from 'vitest'
import { countParts, type Encoding, type PartCount } from './parts.ts'

const oracleNames = { 'GSM-7': 'GSM', 'UCS-2': 'Unicode' } as const

const splitWithOracle = (text: string, encoding?: Encoding): PartCount => {
  const result = split(text, encoding && { characterset: oracleNames[encoding] })
  const isGsm = result.characterSet === 'GSM'
  return {
    encoding: isGsm ? 'GSM-7' : 'UCS-2',
    units: isGsm ? result.bytes : result.bytes / 2,
    parts: result.parts.length,
    unitsLeft: result.remainingInPart,
  }
}

const oneOf = (characters: string): fc.Arbitrary<string> => fc.constantFrom(...Array.from(characters))
const plain = oneOf('abcXYZ 019@£é\nΔΩ')
const extension = oneOf('€[]{}^~|\\\f')
const greek = oneOf('αβγάΐςΑΆΣΩ')
const emoji = fc.constantFrom('😀', '🇬🇷', '👩‍🚀', '❤️', '𝒳')
const combining = fc.constantFrom('e\u0301', '\u0308', '\u03b1\u0301', '\u200d')
const anyCharacter = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })

const written = (...alphabets: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.string({ unit: fc.oneof(...alphabets), maxLength: 500, size: 'max' })

const text = fc.oneof(
  written(plain),
  written(plain, extension),
  written(extension),
  written(plain, greek),
  written(greek, emoji),
  written(emoji),
  written(plain, extension, greek, emoji, combining, anyCharacter),
)

describe('countParts against split-sms', () => {
  it('agrees on each code unit that is not half a surrogate pair', () => {
    const codeUnits = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code))
    const differing = codeUnits.filter((character) => {
      const [ours, theirs] = [countParts(character), splitWithOracle(character)]
      return character.isWellFormed() && (ours.encoding !== theirs.encoding || ours.units !== theirs.units)
    })
    expect(differing).toEqual([])
  })

  it('agrees on encoding, units, parts and what is left, for any well-formed text', () => {
    fc.assert(
      fc.property(text, (message) => {
        expect(countParts(message)).toEqual(splitWithOracle(message))
      }),
      { numRuns: 400 },
    )
  })

  it('agrees when an encoding is demanded, whether or not the text fits it', () => {
    fc.assert(
      fc.property(text, fc.constantFrom<Encoding>('GSM-7', 'UCS-2'), (message, encoding) => {
        expect(countParts(message, { encoding })).toEqual(splitWithOracle(message, encoding))
      }),
      { numRuns: 400 },
    )
  })

  it('agrees after each character of a growing text, so every part ends where the oracle ends it', () => {
    const growing = fc.oneof(written(plain, extension), written(plain, emoji), written(extension, greek, emoji))
    fc.assert(
      fc.property(growing, (message) => {
        let prefix = ''
        for (const character of message) {
          prefix += character
          expect(countParts(prefix)).toEqual(splitWithOracle(prefix))
        }
      }),
      { numRuns: 6 },
    )
  })

  it('differs on half a surrogate pair, which takes its own code unit and not the one beside it as well', () => {
    expect(countParts('\ud83d')).toMatchObject({ encoding: 'UCS-2', units: 1 })
    expect(splitWithOracle('\ud83d')).toMatchObject({ encoding: 'UCS-2', units: 2 })

    // TS 23.038 knows no reason to leave the 67th unit of a part empty before half a pair.
    const message = 'я'.repeat(66) + '\ud83d' + 'я'.repeat(67)
    expect(countParts(message)).toMatchObject({ units: 134, parts: 2, unitsLeft: 0 })
    expect(splitWithOracle(message)).toMatchObject({ units: 134, parts: 3 })

    // In GSM-7 it would be substituted alone; the oracle drops the character after it.
    expect(countParts('\ud83dabc', { encoding: 'GSM-7' })).toMatchObject({ units: 4 })
    expect(splitWithOracle('\ud83dabc', 'GSM-7')).toMatchObject({ units: 3 })
  })
})

describe('countParts', () => {
  it.each([
    ['nothing', '', { encoding: 'GSM-7', units: 0, parts: 1, unitsLeft: 160 }],
    ['160 septets', 'a'.repeat(160), { encoding: 'GSM-7', units: 160, parts: 1, unitsLeft: 0 }],
    ['161 septets', 'a'.repeat(161), { encoding: 'GSM-7', units: 161, parts: 2, unitsLeft: 145 }],
    ['306 septets', 'a'.repeat(306), { encoding: 'GSM-7', units: 306, parts: 2, unitsLeft: 0 }],
    ['307 septets', 'a'.repeat(307), { encoding: 'GSM-7', units: 307, parts: 3, unitsLeft: 152 }],
    ['80 euro signs', '€'.repeat(80), { encoding: 'GSM-7', units: 160, parts: 1, unitsLeft: 0 }],
    ['70 Cyrillic letters', 'я'.repeat(70), { encoding: 'UCS-2', units: 70, parts: 1, unitsLeft: 0 }],
    ['71 Cyrillic letters', 'я'.repeat(71), { encoding: 'UCS-2', units: 71, parts: 2, unitsLeft: 63 }],
    ['134 Cyrillic letters', 'я'.repeat(134), { encoding: 'UCS-2', units: 134, parts: 2, unitsLeft: 0 }],
    ['35 emoji', '😀'.repeat(35), { encoding: 'UCS-2', units: 70, parts: 1, unitsLeft: 0 }],
  ])('counts %s', (_, message, expected) => {
    expect(countParts(message)).toEqual(expected)
  })

  it('does not divide an extension character between two parts', () => {
    expect(countParts('a'.repeat(152) + '€' + 'a'.repeat(151))).toMatchObject({ units: 305, parts: 2, unitsLeft: 0 })
    expect(countParts('a'.repeat(152) + '€' + 'a'.repeat(152))).toMatchObject({ units: 306, parts: 3 })
  })

  it('does not divide a surrogate pair between two parts', () => {
    expect(countParts('я'.repeat(66) + '😀' + 'я'.repeat(65))).toMatchObject({ units: 133, parts: 2, unitsLeft: 0 })
    expect(countParts('я'.repeat(66) + '😀' + 'я'.repeat(66))).toMatchObject({ units: 134, parts: 3 })
  })

  it('may divide a letter from its combining mark, as handsets join the parts first', () => {
    expect(countParts('я'.repeat(66) + 'и\u0306' + 'я'.repeat(66))).toMatchObject({ units: 134, parts: 2 })
  })

  it('counts a decomposed letter as it stands: two units, and no longer GSM-7', () => {
    expect(countParts('café'.normalize('NFC'))).toMatchObject({ encoding: 'GSM-7', units: 4 })
    expect(countParts('café'.normalize('NFD'))).toMatchObject({ encoding: 'UCS-2', units: 5 })
  })

  it('counts one septet for each character that a demanded GSM-7 lacks', () => {
    expect(countParts('я😀€', { encoding: 'GSM-7' })).toMatchObject({ encoding: 'GSM-7', units: 4 })
  })
})
