import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnreadableAnswerError } from '../../provider.ts'
import { readAnswer } from './answer.ts'

const read = (body: string | Uint8Array) =>
  readAnswer(
    { status: 200, headers: {}, body: typeof body === 'string' ? new TextEncoder().encode(body) : body },
    { drift: () => {} },
  )

describe('a reference', () => {
  test.each([
    '09767700300042080058093005008990',
    '12345678901234567890123456781E12',
    '00000000000000000000000000000000',
    '97A677DD3E0A42B8EA58D93D05BAC89F',
  ])('%s stays text', (reference) => {
    const result = read(`<response><ref>${reference}</ref></response>`)
    expect(result.type === 'answer' && result.answer.text('ref')).toBe(reference)
  })
})

test('the charset it declares is honoured, and an empty line before it is passed over', () => {
  const text =
    '\r\n<?xml version="1.0" encoding="UTF-8"?><failed><error_code>X</error_code><error_msg>caf\u00e9</error_msg></failed>'
  expect(read(text)).toMatchObject({ message: 'café' })
  const latin1 = Uint8Array.from(text.trim().replace('UTF-8', 'ISO-8859-1'), (character) => character.charCodeAt(0))
  expect(read(latin1)).toMatchObject({ message: 'café' })
})

test('a failure has its code and its words, entities decoded', () => {
  expect(
    read('<failed><error_code>NO_POINTS</error_code><error_msg>Cr&#233;dit &amp; points</error_msg></failed>'),
  ).toEqual({
    type: 'refusal',
    code: 'NO_POINTS',
    message: 'Crédit & points',
  })
})

test.each(['<maintenance/>', '<response></response>', '<html><body>Sorry</body></html>'])(
  '%j means that the service is unavailable',
  (body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ name: 'UnreadableAnswerError', kind: 'unavailable' }))
  },
)

test.each([
  [
    'an XML bomb',
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><response><ref>&lol2;</ref></response>',
  ],
  ['an HTML page', '<!doctype html><html></html>'],
  ['nothing', ''],
  ['half an answer', '<response><ref>1</ref>'],
  ['two answers', '<response><ref>1</ref></response><response>'],
  ['more than 64 KiB', `<response><ref>${'x'.repeat(70_000)}</ref></response>`],
])('refuses %s', (_name, body) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ kind: 'unexpected-reply' }))
})

test('any bytes are an answer, a refusal, or unreadable', () => {
  const piece = fc.constantFrom(
    '<response>',
    '</response>',
    '<ref>',
    '</ref>',
    '<failed>',
    '</failed>',
    '&#x0;',
    '<![CDATA[',
    ']]>',
    '<!--',
    'x',
    '<a:b c="d">',
    '&amp',
  )
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => new TextEncoder().encode(pieces.join(''))),
  )
  const property = fc.property(bodies, (body) => {
    try {
      expect(['answer', 'refusal']).toContain(read(body).type)
    } catch (cause) {
      expect(cause).toBeInstanceOf(UnreadableAnswerError)
    }
  })
  fc.assert(property, { numRuns: 500 })
})
