import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isGsm7 } from './gsm7.ts'
import { transliterateGreek } from './transliterate-greek.ts'

const monotonicLetters = Array.from('ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ')
const greekText = fc.string({
  unit: fc.constantFrom(...monotonicLetters, ' ', '.', '1', 'a', 'Z', '€'),
  maxLength: 200,
})

describe('transliterateGreek', () => {
  it('gives each capital as itself or as the Latin capital of its form', () => {
    expect(transliterateGreek('ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ')).toBe(
      '\u0041\u0042\u0393\u0394\u0045\u005a\u0048\u0398\u0049\u004b\u039b\u004d\u004e\u039e\u004f\u03a0\u0050\u03a3\u0054\u0059\u03a6\u0058\u03a8\u03a9',
    )
  })

  it('takes off tonos and dialytika, and makes a final sigma a capital sigma', () => {
    expect(transliterateGreek('Προϋπολογισμός: ΐδε, Άννα!')).toBe('ΠPOYΠOΛOΓIΣMOΣ: IΔE, ANNA!')
  })

  it('leaves what is not a Greek letter alone', () => {
    const other = 'John é 50€ «» \u0387\u00b5\u2126\u0384 e\u0301 😀'
    expect(transliterateGreek(other)).toBe(other)
  })

  it('leaves polytonic letters alone, as no one has said what becomes of them', () => {
    expect(transliterateGreek('\u1f00\u1f71')).toBe('\u1f00\u1f71')
  })

  it('puts every text in modern Greek into GSM-7', () => {
    fc.assert(fc.property(greekText, (message) => isGsm7(transliterateGreek(message))))
  })

  it('keeps the number of characters', () => {
    fc.assert(fc.property(greekText, (message) => transliterateGreek(message).length === message.length))
  })

  it('gives the same for composed and decomposed letters', () => {
    fc.assert(
      fc.property(greekText, (message) => {
        expect(transliterateGreek(message.normalize('NFD'))).toBe(transliterateGreek(message))
      }),
    )
  })

  it('changes nothing the second time', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...monotonicLetters, '\u0301', '\u0308', 'e', '«', '😀') })
    fc.assert(
      fc.property(anyText, (message) => {
        const once = transliterateGreek(message)
        expect(transliterateGreek(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })
})
