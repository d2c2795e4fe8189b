import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { toTitle } from './describe-fields.ts'
import { defineChoices } from './field-kinds.ts'
import * as f from './fields.ts'

const doc = { description: 'A field', example: 'x' }
const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success
const read = (schema: v.GenericSchema, value: unknown) => v.parse(schema, value)

describe('a phone number', () => {
  const schema = f.phoneNumber(doc)

  test.each([
    ['+30 697 123 4567', '306971234567'],
    ['0030-697-123-4567', '306971234567'],
    ['(022) 364.80.00', '0223648000'],
    ['022/364 8000', '0223648000'],
    ['+41 (0)22 364 8000', '41223648000'],
    ['0044 (0) 20 7946 0000', '442079460000'],
    ['(0) 22 364 8000', '0223648000'],
    ['\u202a+30\u00a0697\u2009123\u20114567\u202c', '306971234567'],
    ['5555555555', '5555555555'],
    ['112', '112'],
  ])('%s is %s', (written, digits) => {
    expect(read(schema, written)).toBe(digits)
  })

  test.each(['', '12', 'abc', '30697x', '+', '0'.repeat(23), '++30697123', '306971234567,306940000000'])(
    'is not %o',
    (value) => {
      expect(accepts(schema, value)).toBe(false)
    },
  )

  test('is the same however it is punctuated, and normalising it again changes nothing', () => {
    const digits = fc.stringMatching(/^[1-9]\d{4,14}$/)
    const separators = fc.array(fc.constantFrom('', ' ', '-', '.', '\u00a0', '(', ')', '\u2013'), { maxLength: 20 })
    const property = fc.property(
      digits,
      separators,
      fc.constantFrom('', '+', '00', ' + ', '00 '),
      (number, signs, prefix) => {
        const written = prefix + [...number].map((digit, index) => digit + (signs[index] ?? '')).join('')
        // A bracketed zero has a test of its own.
        fc.pre(!/\(\s*0\s*\)/.test(written))
        expect(read(schema, written)).toBe(number)
        expect(read(schema, number)).toBe(number)
      },
    )
    fc.assert(property)
  })
})

describe('a message text', () => {
  test('is not blank, not too long, and without control characters or half characters', () => {
    const schema = f.messageText(doc, { max: 160 })
    expect(accepts(schema, 'a'.repeat(160))).toBe(true)
    expect(accepts(schema, 'Καλημέρα 😀\n\tτέλος\r\n')).toBe(true)
    for (const value of ['', ' \n', 'a'.repeat(161), 'a\0b', 'a\u001bb', 'a\fb', '\ud83d'])
      expect(accepts(schema, value)).toBe(false)
  })
})

describe('a sender ID', () => {
  const schema = f.senderId(doc)

  test.each(['Example', 'textobox.ch', 'My Shop', '1', '1234567890123456', 'My-Shop'])('may be %s', (value) => {
    expect(accepts(schema, value)).toBe(true)
  })

  test('of digits loses its plus', () => {
    expect(read(schema, '+1234567890123456')).toBe('1234567890123456')
  })

  test.each(['', ' ', 'twelve chars', '12345678901234567', '+12345678901234567', 'Ελλάδα', 'a\nb'])(
    'may not be %o',
    (value) => {
      expect(accepts(schema, value)).toBe(false)
    },
  )
})

describe('a verification code', () => {
  const schema = f.verificationCode(doc, { from: 100, to: 99_999 })

  test.each(['100', '99999', '16322', '00100', ' 500 '])('may be %s', (value) => {
    expect(accepts(schema, value)).toBe(true)
  })

  test.each(['99', '100000', '099', '12a', '1.5', '-500', '', '１２３'])('may not be %o', (value) => {
    expect(accepts(schema, value)).toBe(false)
  })

  test('keeps its leading zeros', () => {
    expect(read(schema, '00100')).toBe('00100')
  })
})

describe('digits', () => {
  const schema = f.digits(doc, { min: 1, max: 3 })

  test('are digits only, within a length', () => {
    for (const value of ['1', '30', '420']) expect(read(schema, value)).toBe(value)
    for (const value of ['', '1234', 'GR', '1a', '+1']) expect(accepts(schema, value)).toBe(false)
  })
})

describe('an instant to send at', () => {
  const schema = f.sendTime(doc)

  test('has an offset', () => {
    expect(read(schema, '2030-01-31T09:00:00+02:00')).toEqual(new Date('2030-01-31T07:00:00Z'))
    expect(read(schema, '2030-01-31T09:00Z')).toEqual(new Date('2030-01-31T09:00:00Z'))
    expect(read(schema, new Date(0))).toEqual(new Date(0))
  })

  test.each([
    '2030-01-31T09:00:00',
    '2030-01-31',
    '2030-02-30T09:00:00Z',
    '2030-13-01T09:00:00Z',
    '2030-01-31T25:00:00Z',
    'tomorrow',
    '1893456000',
    '',
    new Date(Number.NaN),
    new Date('+012030-01-01T00:00:00Z'),
  ])('is not %o', (value) => {
    expect(accepts(schema, value)).toBe(false)
  })
})

describe('an amount', () => {
  const schema = f.amount(doc)

  test('is a decimal kept as written', () => {
    for (const value of ['0', '12.50', '-3', '123456789012345678.123456789012']) expect(read(schema, value)).toBe(value)
    for (const value of ['', '12,50', '1e3', '.5', '5.', '+1', 'NaN', 12.5]) expect(accepts(schema, value)).toBe(false)
  })
})

describe('a date of the calendar', () => {
  test('exists', () => {
    const schema = f.calendarDate(doc)
    for (const value of ['1990-05-21', '2024-02-29']) expect(accepts(schema, value)).toBe(true)
    for (const value of ['2023-02-29', '1990-5-21', '21/05/1990', '1990-13-01', ''])
      expect(accepts(schema, value)).toBe(false)
  })
})

describe('an address', () => {
  test('is absolute, http or https', () => {
    const schema = f.url(doc)
    for (const value of ['https://example.com/x?y=1', 'http://localhost:3000/'])
      expect(accepts(schema, value)).toBe(true)
    for (const value of [
      'example.com',
      '/x',
      'javascript:alert(1)',
      'ftp://example.com',
      `https://e.com/${'x'.repeat(2_000)}`,
    ]) {
      expect(accepts(schema, value)).toBe(false)
    }
  })
})

describe('other fields', () => {
  test('an id is text without spaces', () => {
    const schema = f.id('smsId', doc)
    expect(read(schema, ' 0150 ')).toBe('0150')
    for (const value of ['', ' ', 'a b', 'x'.repeat(65), 150, 'a\u0001']) expect(accepts(schema, value)).toBe(false)
  })

  test('an e-mail address looks like one', () => {
    expect(accepts(f.email(doc), 'shop@example.com')).toBe(true)
    for (const value of ['shop', 'shop@', '@example.com', 'a b@example.com'])
      expect(accepts(f.email(doc), value)).toBe(false)
  })

  test('a whole number lies within its range', () => {
    const schema = f.integer({ description: 'A field', example: 60 }, { min: 60, max: 86_400 })
    for (const value of [60, 86_400]) expect(accepts(schema, value)).toBe(true)
    for (const value of [59, 86_401, 60.5, Number.NaN, Number.POSITIVE_INFINITY, '60'])
      expect(accepts(schema, value)).toBe(false)
  })

  test('a choice is one of its values', () => {
    const schema = f.choice(defineChoices('Size', 'A size', { S: 'Small', L: 'Large' }), {
      description: 'A field',
      example: 'S',
    })
    expect(accepts(schema, 'L')).toBe(true)
    for (const value of ['M', 's', 'toString', '__proto__']) expect(accepts(schema, value)).toBe(false)
  })

  test('an extension has digits and pauses', () => {
    expect(read(f.extension(doc), '12,,3')).toBe('12,,3')
    for (const value of ['', '12#', 'x']) expect(accepts(f.extension(doc), value)).toBe(false)
  })

  test('a list has at least one item and not too many', () => {
    const schema = f.list(f.phoneNumber(doc), { description: 'A field', example: ['306971234567'] }, { max: 2 })
    expect(read(schema, ['+30 697 123 4567'])).toEqual(['306971234567'])
    expect(read(schema, ['+30 697 123 4567', '00306971234567'])).toEqual(['306971234567'])
    for (const value of [[], ['112', '112', '112'], '112', ['x']]) expect(accepts(schema, value)).toBe(false)
  })
})

test('titles are made from names', () => {
  expect(toTitle('contactGroupId')).toBe('Contact Group ID')
  expect(toTitle('custom1')).toBe('Custom 1')
  expect(toTitle('mcc')).toBe('MCC')
  expect(toTitle('smsFallback')).toBe('SMS Fallback')
})
