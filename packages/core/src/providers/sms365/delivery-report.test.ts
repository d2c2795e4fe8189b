import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readSms365DeliveryReport } from './delivery-report.ts'

const read = (query: string) => readSms365DeliveryReport(new URLSearchParams(query))

describe('a delivery callback of sms365', () => {
  it('is read with all that it appends, and with what the sender had put into the address', () => {
    expect(read('order=A-17&msgid=1500100&status=d&cost=1.5&to=306971234567&mcc=202&mnc=05')).toEqual({
      smsId: '1500100',
      status: 'DELIVERED',
      statusRaw: 'd',
      to: '306971234567',
      cost: '1.5',
      mcc: '202',
      mnc: '05',
      correlation: { order: 'A-17' },
    })
  })

  it('lets what sms365 appended win over the same name in the address', () => {
    expect(read('status=d&to=1&msgid=1&msgid=1500100&status=f&to=306971234567')).toMatchObject({
      smsId: '1500100',
      status: 'FAILED',
      to: '306971234567',
    })
  })

  it('keeps a status that is not known, beside UNKNOWN', () => {
    expect(read('msgid=1500100&status=q')).toMatchObject({ status: 'UNKNOWN', statusRaw: 'q' })
  })

  it('takes a number with a plus sign, encoded or as a space', () => {
    expect(read('msgid=1&status=d&to=%2B306971234567')?.to).toBe('306971234567')
    expect(read('msgid=1&status=d&to=+306971234567')?.to).toBe('306971234567')
  })

  it('gives null for what is missing or of no known form', () => {
    expect(read('msgid=1&status=d&cost=free&to=me&mcc=2&mnc=')).toEqual({
      smsId: '1',
      status: 'DELIVERED',
      statusRaw: 'd',
      to: null,
      cost: null,
      mcc: null,
      mnc: null,
      correlation: {},
    })
  })

  it('does not let a parameter reach a prototype', () => {
    const report = read('msgid=1&status=d&__proto__=x&constructor=y')
    expect(Object.keys(report?.correlation ?? {})).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(report?.correlation)).toBe(Object.prototype)
  })
})

test.each([
  ['', 'nothing at all'],
  ['status=d&to=306971234567', 'no message id'],
  ['msgid=1500100', 'no status'],
  ['msgid=&status=d', 'an empty message id'],
  ['msgid=0&status=f', 'the message id of a send that failed'],
  ['msgid=1%202&status=d', 'a message id with a space'],
  [`msgid=${'1'.repeat(65)}&status=d`, 'a message id that is too long'],
])('%o is no delivery report: it has %s', (query) => {
  expect(read(query)).toBeNull()
})

test('any correlation parameters come back as they were', () => {
  const name = fc.string({ unit: 'grapheme' }).filter((text) => !/^(msgid|status|cost|to|mcc|mnc)$/.test(text))
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: 'grapheme' })), (correlation) => {
      const parameters = new URLSearchParams({ ...correlation, msgid: '1500100', status: 'd' })
      expect(readSms365DeliveryReport(parameters)?.correlation).toEqual({ ...correlation })
    }),
  )
})

test('any query is read or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), (query) => {
      const report = read(query)
      return report === null || /^\S+$/.test(report.smsId)
    }),
  )
})
