import { type Field, listOperations, netoxygen, proxstop, sms365 } from '@heliograph/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toFieldValue } from './field-value.ts'

const entries = listOperations(proxstop, sms365, netoxygen)

const fieldOf = (id: string, name: string): Field => {
  const field = entries.find((entry) => entry.id === id)?.inputFields.find((candidate) => candidate.name === name)
  if (!field) throw new Error(`${id} has no field ${name}`)
  return field
}

const read = (path: string, parameter: unknown, { timezone = 'Europe/Athens', keepsEmpty = false } = {}) => {
  const [, id = '', name = ''] = /^(.+)\.(\w+)$/.exec(path) ?? []
  return toFieldValue(fieldOf(id, name), parameter, { timezone, keepsEmpty })
}

describe('a parameter', () => {
  it.each([undefined, null, ''])('that is %j counts as left out', (empty) => {
    expect(read('sms365.sms.send.to', empty)).toBeUndefined()
    expect(read('sms365.contact.get.contactId', { __rl: true, mode: 'list', value: empty })).toBeUndefined()
  })

  it('that is an empty text clears a text where empty texts are kept, and nothing else', () => {
    expect(read('sms365.contact.update.name', '', { keepsEmpty: true })).toBe('')
    expect(read('sms365.contact.update.mobile', '', { keepsEmpty: true })).toBeUndefined()
    expect(read('sms365.contact.update.birthday', '', { keepsEmpty: true })).toBeUndefined()
  })

  it('that is a number becomes text where the field is one', () => {
    expect(read('sms365.sms.send.to', 306971234567)).toBe('306971234567')
    expect(read('sms365.user.topup.cost', 1.5)).toBe('1.5')
    expect(read('sms365.contact.get.contactId', { __rl: true, mode: 'id', value: 501 })).toBe('501')
  })

  it('that is a text becomes a flag or a number where the field is one', () => {
    expect(read('sms365.sms.send.flash', 'TRUE')).toBe(true)
    expect(read('sms365.sms.send.flash', 'false')).toBe(false)
    expect(read('sms365.twoFactor.send.wait', ' 30 ')).toBe(30)
    expect(read('sms365.twoFactor.send.wait', 'soon')).toBe('soon')
  })

  it('keeps what it cannot read, for core to refuse it in words', () => {
    expect(read('sms365.sms.send.to', { number: 1 })).toEqual({ number: 1 })
    expect(read('sms365.sms.send.flash', 'perhaps')).toBe('perhaps')
    expect(read('sms365.sms.send.sendAt', 'tomorrow')).toBe('tomorrow')
  })
})

describe('a list', () => {
  it.each([
    ['commas', '1, 2,3'],
    ['semicolons', '1;2; 3;'],
    ['lines', '1\n2\n\n3'],
    ['an array', ['1', 2, '3']],
  ])('is read from %s', (_form, parameter) => {
    expect(read('netoxygen.message.status.ids', parameter)).toEqual(['1', '2', '3'])
  })

  it('of one is read from a number', () => {
    expect(read('netoxygen.message.send.to', 41792223344)).toEqual(['41792223344'])
  })

  it('comes back as it was joined', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[+\d]{1,15}$/), { minLength: 1 }), (numbers) => {
        expect(read('sms365.sms.bulk.to', numbers.join(', '))).toEqual(numbers)
      }),
    )
  })
})

describe('a time', () => {
  it.each([
    ['2035-07-01T12:00:00', '2035-07-01T09:00:00.000Z'],
    ['2035-01-01T12:00', '2035-01-01T10:00:00.000Z'],
    ['2035-07-01 12:00:00.000', '2035-07-01T09:00:00.000Z'],
    ['2035-07-01', '2035-06-30T21:00:00.000Z'],
  ])('without an offset is one of the workflow’s clocks: %s', (local, instant) => {
    expect(read('sms365.sms.send.sendAt', local)).toEqual(new Date(instant))
  })

  it('with an offset stays what it is', () => {
    expect(read('sms365.sms.send.sendAt', '2035-07-01T12:00:00+09:00')).toBe('2035-07-01T12:00:00+09:00')
  })

  it('that does not exist is left to core', () => {
    expect(read('sms365.sms.send.sendAt', '2035-02-30T12:00:00')).toBe('2035-02-30T12:00:00')
  })
})

it('reads the day from what a date picker or an expression gives', () => {
  expect(read('sms365.contact.add.birthday', '1990-05-21T00:00:00')).toBe('1990-05-21')
  expect(read('sms365.contact.add.birthday', '1990-05-21T00:00:00.000+03:00')).toBe('1990-05-21')
  expect(read('sms365.contact.add.birthday', '1990-05-21')).toBe('1990-05-21')
})
