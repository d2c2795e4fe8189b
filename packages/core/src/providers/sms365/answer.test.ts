import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnreadableAnswerError } from '../../provider.ts'
import { readAnswer } from './answer.ts'

const encoder = new TextEncoder()
const read = (body: string | Uint8Array, successCodes: readonly string[] = []) =>
  readAnswer(
    {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: typeof body === 'string' ? encoder.encode(body) : body,
    },
    { endpoint: 'x/y', successCodes },
    { drift: () => {} },
  )

const notices = [
  '<br />\n<b>Notice</b>:  Undefined index: name in <b>/var/www/api/contact.php</b> on line <b>42</b><br />\n',
  'PHP Warning:  array_merge(): Argument {closure} is not an array in /srv/x.php on line 1\n',
  '\ufeff',
  '\r\n\r\n',
  '{"not":"the envelope"}\n',
  '{{{',
]

describe('the envelope', () => {
  test.each(notices)('is found behind %j', (noise) => {
    const result = read(`${noise}{"balance":"7","status":"1","error":"0"}`)
    expect(result.type === 'answer' && result.answer.decimal('balance')).toBe('7')
  })

  test.each(['\n<br /><b>Deprecated</b>: x', '\n<b>Deprecated</b>: {closure} in x.php', '\n{"not":"the envelope"}'])(
    'is found before %j',
    (noise) => {
      expect(read(`{"status":"1"}${noise}`).type).toBe('answer')
    },
  )

  test.each([
    '{"0":{"smsId":"1500100","status":"d"},"1":{"smsId":"1500101","status":"1"}',
    '{"sms":[{"smsId":"1500100","status":"0"}',
    'Notice: {"0":{"smsId":"1500100","status":"1"}',
  ])('is not taken from a row of an answer that is cut off: %s', (body) => {
    expect(() => read(body)).toThrow(UnreadableAnswerError)
  })

  test('may hold texts with braces and quotes', () => {
    const result = read(JSON.stringify({ text: 'a } "b" { \\', status: '1' }))
    expect(result.type === 'answer' && result.answer.text('text')).toBe('a } "b" { \\')
  })

  test.each(['1', 1, 'true', true])('status %o is success', (status) => {
    expect(read(JSON.stringify({ status })).type).toBe('answer')
  })

  test.each(['0', 0, 'false', false])(
    'status %o is a refusal with code and words, whatever else it carries',
    (status) => {
      const wire = JSON.stringify({ smsId: '0', id: 0, status, error: 105, remarks: 'Not enough balance' })
      expect(read(wire)).toEqual({ type: 'refusal', code: '105', message: 'Not enough balance' })
    },
  )

  test('a refusal without a code has none', () => {
    expect(read('{"status":"0","error":"0"}')).toEqual({ type: 'refusal', code: undefined, message: undefined })
  })

  test('a code that means success is an answer, but only where it is declared', () => {
    expect(read('{"status":"0","error":"218"}', ['218']).type).toBe('answer')
    expect(read('{"status":"0","error":"218"}').type).toBe('refusal')
  })

  test.each([
    ['', 'the answer is empty'],
    [' \n', 'the answer is empty'],
    ['<!DOCTYPE html><html><style>a{b:c}</style><script>x={"a":1}</script></html>', 'the answer is an HTML page'],
    ['<html></html>', 'the answer is an HTML page'],
    ['OK 12345', 'the answer is not the documented JSON'],
    ['{"smsId":"1"', 'the answer is not the documented JSON'],
    ['[1,2]', 'the answer is not the documented JSON'],
    ['null', 'the answer is not the documented JSON'],
    ['{"smsId":"1"}', 'the answer is not the documented JSON'],
    ['{"status":"2"}', 'the answer has no readable status'],
  ])('%j is unreadable: %s', (body, message) => {
    expect(() => read(body)).toThrow(new UnreadableAnswerError(message))
  })

  test('numbers keep every digit', () => {
    const result = read('{"id":12345678901234567890123,"cost":12.50,"status":1}')
    if (result.type !== 'answer') throw new Error('expected an answer')
    expect(result.answer.text('id')).toBe('12345678901234567890123')
    expect(result.answer.decimal('cost')).toBe('12.50')
  })

  test('any bytes are an answer, a refusal, or unreadable', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => encoder.encode(json)),
      fc
        .record({ status: fc.jsonValue(), error: fc.jsonValue(), remarks: fc.jsonValue() })
        .map((value) => encoder.encode(JSON.stringify(value))),
    )
    const property = fc.property(bytes, (body) => {
      try {
        expect(['answer', 'refusal']).toContain(read(body).type)
      } catch (cause) {
        expect(cause).toBeInstanceOf(UnreadableAnswerError)
      }
    })
    fc.assert(property, { numRuns: 500 })
  })

  test.each([
    ['braces', '{'.repeat(8_000_000)],
    ['records within records', '{"a":'.repeat(1_500_000)],
    ['a text without an end', `{"a":"${'x'.repeat(8_000_000)}`],
    ['records that are not the envelope', '{"a":1}'.repeat(1_000_000)],
    ['more than 8 MiB', `{"status":"1","a":"${'x'.repeat(8 * 1024 * 1024)}"}`],
  ])('8 MB of %s are given up on, not searched for ever', (_name, body) => {
    expect(() => read(body)).toThrow(UnreadableAnswerError)
  })
})
