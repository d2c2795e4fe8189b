import * as fc from 'fast-check'
import { Kind } from 'graphql'
import { expect, test } from 'vitest'
import { coerceDecimalLiteral, coerceDecimalValue } from './decimal.ts'

test('keeps the digits of a string as they stand', () => {
  expect(coerceDecimalValue('-0012.500')).toBe('-0012.500')
})

test('takes a whole number that JSON carries exactly', () => {
  expect(coerceDecimalValue(-12)).toBe('-12')
})

test('keeps the digits that a query writes', () => {
  expect(coerceDecimalLiteral({ kind: Kind.FLOAT, value: '0.10' })).toBe('0.10')
  expect(coerceDecimalLiteral({ kind: Kind.INT, value: '12345678901234567890' })).toBe('12345678901234567890')
  expect(coerceDecimalLiteral({ kind: Kind.STRING, value: '1.5' })).toBe('1.5')
})

test.each([12.5, 2 ** 53, '', '1,5', '1e3', ' 1', '.5', '5.', Number.NaN, true, null, {}, ['1']])(
  'refuses %j and says what is accepted',
  (value) => {
    expect(() => coerceDecimalValue(value)).toThrow('Decimal must be a decimal number as a string, such as "12.50".')
  },
)

test('refuses literals that are no plain decimal', () => {
  expect(() => coerceDecimalLiteral({ kind: Kind.FLOAT, value: '1e3' })).toThrow('Decimal must be')
  expect(() => coerceDecimalLiteral({ kind: Kind.BOOLEAN, value: true })).toThrow('Decimal must be')
})

test('gives back every decimal text unchanged', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?\d{1,20}(\.\d{1,12})?$/), (text) => {
      expect(coerceDecimalValue(text)).toBe(text)
    }),
  )
})
