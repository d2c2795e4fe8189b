import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnswerRecord } from '../../answer-record.ts'
import { UnreadableAnswerError } from '../../provider.ts'
import { decodeRows, decodeTotal } from './rows.ts'

const decode = (values: Record<string, unknown>) => {
  const drift: string[] = []
  const answer = new AnswerRecord(values, '', { drift: (path, change) => drift.push(`${change} ${path}`) })
  return { rows: decodeRows(answer, 'contacts', 'contact', (row) => row.text('contactId')), drift }
}

type Row = Readonly<{ contactId: string }>

const byIndex = (rows: readonly Row[], step = 1) => Object.fromEntries(rows.map((row, index) => [index * step, row]))

const shapes: Readonly<Record<string, (rows: readonly Row[]) => Record<string, unknown>>> = {
  'numeric keys beside the envelope': (rows) => ({ ...byIndex(rows), total: rows.length, status: '1' }),
  'a named array': (rows) => ({ contacts: rows }),
  'a named object with numeric keys': (rows) => ({ contacts: byIndex(rows) }),
  'a PHP array with gaps': (rows) => ({ contacts: byIndex(rows, 3) }),
  'a wrapper of an array': (rows) => ({ contacts: { contact: rows } }),
  'a wrapper of an object with numeric keys': (rows) => ({ contacts: { contact: byIndex(rows) } }),
  'the name of one row': (rows) => ({ contact: rows }),
}

describe.each(Object.entries(shapes))('rows as %s', (_name, shape) => {
  test('are read in their order', () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 30 }),
      (numbers) => {
        const rows = numbers.map((number) => ({ contactId: String(number) }))
        expect(decode(shape(rows)).rows).toEqual(numbers.map(String))
      },
    )
    fc.assert(property)
  })

  test('may be none', () => {
    expect(decode(shape([])).rows).toEqual([])
  })
})

test.each([
  {},
  { contacts: '' },
  { contacts: [] },
  { contacts: {} },
  { contacts: null },
  { contacts: { contact: '' } },
  { contacts: { contact: [] } },
])('an empty list may be %o', (values) => {
  expect(decode(values)).toEqual({ rows: [], drift: [] })
})

test('one row may stand where a list was expected', () => {
  expect(decode({ contacts: { contactId: '1' } }).rows).toEqual(['1'])
  expect(decode({ contacts: { contact: { contactId: '1' } } }).rows).toEqual(['1'])
})

test('a row that cannot be read is left out and reported, and the others stay', () => {
  const drift = ['changed contacts[]']
  expect(decode({ contacts: [{ contactId: '1' }, 'x'] })).toEqual({ rows: ['1'], drift })
  expect(decode({ contacts: [{ contactId: '' }, { contactId: '2' }] })).toEqual({ rows: ['2'], drift })
})

test('rows of which none can be read are no empty list', () => {
  for (const contacts of ['x', ['x'], [{ name: 'x' }]]) {
    expect(() => decode({ contacts })).toThrow(new UnreadableAnswerError('the answer has no readable contacts'))
  }
})

describe('a total', () => {
  const total = (values: Record<string, unknown>, found: number) => {
    const drift: string[] = []
    const answer = new AnswerRecord(values, '', { drift: (path, change) => drift.push(`${change} ${path}`) })
    return { total: decodeTotal(answer, 'contacts', found), drift }
  }

  test("is the answer's own, or the number of rows", () => {
    expect(total({ total: '2' }, 2)).toEqual({ total: 2, drift: [] })
    expect(total({}, 2)).toEqual({ total: 2, drift: [] })
    expect(total({ total: 0 }, 0)).toEqual({ total: 0, drift: [] })
  })

  test('that counts more rows than there are is reported, and fails where there are none', () => {
    expect(total({ total: 3 }, 2)).toEqual({ total: 3, drift: ['missing contacts[]'] })
    expect(() => total({ total: 3 }, 0)).toThrow(UnreadableAnswerError)
  })
})
