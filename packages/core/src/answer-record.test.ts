import { describe, expect, test } from 'vitest'
import { AnswerRecord } from './answer-record.ts'
import { UnreadableAnswerError } from './provider.ts'

const read = (values: Record<string, unknown>) => {
  const drift: string[] = []
  const record = new AnswerRecord(values, '', { drift: (path, change) => drift.push(`${change} ${path}`) })
  return { record, drift }
}

describe('a field', () => {
  test('is found under any of its names, the first that is present first', () => {
    const { record, drift } = read({ smsId: null, id: '7' })
    expect(record.text('smsId', 'id')).toBe('7')
    record.reportUnread()
    expect(drift).toEqual([])
  })

  test('that is required and missing is named', () => {
    const { record } = read({ contact: { name: 'x' } })
    expect(() => record.record('contact').text('contactId', 'id')).toThrow(
      new UnreadableAnswerError('the answer lacks a readable contact.contactId or contact.id'),
    )
  })

  test('is read from text and from numbers alike', () => {
    const { record } = read({ a: 5, b: '5', c: true, d: ' 6 ', e: '+7.50', f: new TextEncoder().encode('é') })
    expect(record.text('a')).toBe('5')
    expect(record.integer('b')).toBe(5)
    expect(record.optionalFlag('c')).toBe(true)
    expect(record.integer('d')).toBe(6)
    expect(record.decimal('e')).toBe('7.50')
    expect(record.text('f')).toBe('é')
  })

  test('in a form that cannot be read is null, and drift', () => {
    const { record, drift } = read({ a: 'x', b: '1.5', c: 'maybe', d: {}, e: '9007199254740993', f: '12abc', g: 'x' })
    expect(record.optionalDecimal('a')).toBeNull()
    expect(record.optionalInteger('b')).toBeNull()
    expect(record.optionalFlag('c')).toBeNull()
    expect(record.optionalText('d')).toBeNull()
    expect(record.optionalInteger('e')).toBeNull()
    expect(record.optionalInteger('f')).toBeNull()
    expect(record.optionalRecord('g')).toBeNull()
    expect(drift).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `changed ${name}`))
  })

  test('that is empty counts as absent, without drift', () => {
    const { record, drift } = read({ a: '', b: null, c: [] })
    expect([record.optionalText('a'), record.optionalDecimal('b'), record.optionalRecord('c')]).toEqual([
      null,
      null,
      null,
    ])
    expect(drift).toEqual([])
  })

  test('named like a member of every object is not found by accident', () => {
    const { record } = read({})
    expect(record.optionalText('toString')).toBeNull()
    expect(record.optionalText('__proto__')).toBeNull()
  })
})

test('what nobody read is reported, in nested records too', () => {
  const { record, drift } = read({ user: { userId: '1', nick: 'x' }, page: 1 })
  record.record('user').text('userId')
  record.reportUnread()
  expect(drift).toEqual(['added page', 'added user.nick'])
})
