import { describe, expect, it } from 'vitest'
import { decodeMethodResponse } from './codec.ts'
import { decodeDocumentText } from './document-text.ts'

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, order: 'le' | 'be') =>
  Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.charCodeAt(0)
      return order === 'le' ? [code & 255, code >> 8] : [code >> 8, code & 255]
    }),
  )
const withMark = (bytes: Uint8Array) => Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes)
const declare = (charset: string) => `<?xml version="1.0" encoding="${charset}"?><a>é</a>`

describe('decodeDocumentText', () => {
  it.each([
    ['UTF-8 when nothing says otherwise', utf8('<a>é€</a>'), undefined, '<a>é€</a>'],
    ['the declared ISO-8859-1', latin1(declare('ISO-8859-1')), undefined, declare('ISO-8859-1')],
    [
      'a declaration in single quotes',
      latin1("<?xml version='1.0' encoding='latin1' ?>é"),
      undefined,
      "<?xml version='1.0' encoding='latin1' ?>é",
    ],
    [
      'the declaration before the Content-Type',
      latin1(declare('iso-8859-1')),
      'text/xml; charset=utf-8',
      declare('iso-8859-1'),
    ],
    [
      'the declaration behind a stray byte-order mark',
      withMark(latin1(declare('iso-8859-1'))),
      undefined,
      declare('iso-8859-1'),
    ],
    [
      'the byte-order mark before the Content-Type',
      withMark(utf8('<a>é</a>')),
      'text/xml;charset=iso-8859-1',
      '<a>é</a>',
    ],
    [
      'the Content-Type when nothing else says',
      latin1('<a>é</a>'),
      'text/xml; boundary=x; Charset="ISO-8859-1"',
      '<a>é</a>',
    ],
    ['US-ASCII', utf8(declare('us-ascii').replace('é', 'e')), undefined, declare('us-ascii').replace('é', 'e')],
    ['windows-1252', Uint8Array.of(...latin1(declare('windows-1252')), 0x80), undefined, `${declare('windows-1252')}€`],
    ['UTF-16 with a mark, little end first', utf16(`\ufeff${declare('utf-16')}`, 'le'), undefined, declare('utf-16')],
    ['UTF-16 with a mark, big end first', utf16(`\ufeff${declare('utf-16')}`, 'be'), undefined, declare('utf-16')],
    ['UTF-16 without a mark, little end first', utf16('<a>é</a>', 'le'), 'text/xml;charset=utf-8', '<a>é</a>'],
    ['UTF-16 without a mark, big end first', utf16('<a>é</a>', 'be'), undefined, '<a>é</a>'],
    ['nothing', new Uint8Array(), undefined, ''],
  ])('reads %s', (_what, bytes, contentType, text) => {
    expect(decodeDocumentText(bytes, contentType)).toBe(text)
  })

  it.each([
    ['Latin-1 bytes in what should be UTF-8', latin1('<a>é</a>'), undefined],
    ['a sequence cut short', utf8('<a>é').subarray(0, 4), undefined],
    ['half a UTF-16 unit', utf16('<a>', 'le').subarray(0, 5), undefined],
    ['a lone surrogate in UTF-16', utf16('<a>\ud83d<', 'le'), undefined],
    ['an unknown charset in the declaration', utf8(declare('klingon')), undefined],
    ['an unknown charset in the Content-Type', utf8('<a/>'), 'text/xml; charset=klingon'],
  ])('has no text for %s', (_what, bytes, contentType) => {
    expect(decodeDocumentText(bytes, contentType)).toBeUndefined()
  })
})

describe('decodeMethodResponse', () => {
  const answer = '<methodResponse><params><param><value>Zürich</value></param></params></methodResponse>'

  it('takes the charset from the declaration or the Content-Type', () => {
    expect(decodeMethodResponse(latin1(`<?xml version="1.0" encoding="ISO-8859-1"?>${answer}`))).toEqual({
      value: 'Zürich',
    })
    expect(decodeMethodResponse(latin1(answer), 'text/xml; charset=ISO-8859-1')).toEqual({ value: 'Zürich' })
  })

  it('refuses bytes that are not of the charset, instead of replacing them', () => {
    expect(() => decodeMethodResponse(latin1(answer))).toThrow('the bytes are not of the declared charset')
  })
})
