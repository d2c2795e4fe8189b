import fc from 'fast-check'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { decodeMethodResponse, encodeMethodCall, XmlRpcError, type XmlRpcValue } from './codec.ts'

/** The npm package `xmlrpc`, an implementation that shares nothing with ours; its types stop at its client and server. */
interface PeerSerializer {
  serializeMethodResponse(value: unknown): string
  serializeFault(fault: { faultCode: number; faultString: string }): string
}
type PeerCallback = (error: Error | null | undefined, ...values: unknown[]) => void
type PeerDeserializer = new (encoding?: string) => {
  deserializeMethodCall(stream: Readable, callback: PeerCallback): void
  deserializeMethodResponse(stream: Readable, callback: PeerCallback): void
}
const require = createRequire(import.meta.url)
const serializer = require('xmlrpc/lib/serializer') as PeerSerializer
const Deserializer = require('xmlrpc/lib/deserializer') as PeerDeserializer

const readWithPeer = (kind: 'Call' | 'Response', document: string | Uint8Array): Promise<unknown[]> =>
  new Promise((resolve, reject) => {
    new Deserializer()[`deserializeMethod${kind}`](Readable.from([Buffer.from(document)]), (error, ...values) => {
      if (error) reject(error)
      else resolve(values)
    })
  })

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const answer = (value: string) =>
  `<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`

const unwritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/
// Much of what makes XML hard, and any other character.
const character = fc.oneof(
  fc.constantFrom('<', '>', '&', ']]>', '"', "'", '\r', '\n', '\t', ' ', '&amp;', '<![CDATA[', '\u0085', '\u2028'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => !unwritable.test(text)),
)
const textOf = (unit: fc.Arbitrary<string>) => fc.string({ unit, maxLength: 20 })
// The peer leaves carriage returns bare, which a reader of XML takes for line feeds, and escapes only one ]]> of a text.
const peerText = textOf(character.filter((unit) => unit !== '\r')).filter((text) => text.split(']]>').length < 3)
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value))
const valueOf = (text: fc.Arbitrary<string>, integer: fc.Arbitrary<number>): fc.Arbitrary<XmlRpcValue> =>
  fc.letrec<{ value: XmlRpcValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      integer,
      double,
      fc.boolean(),
      fc.uint8Array({ maxLength: 20 }),
      fc.array(tie('value'), { maxLength: 4 }),
      // In the peer's own structs this name sets the prototype.
      fc.dictionary(
        text.filter((name) => name !== '__proto__'),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  })).value

/** The peer knows bytes only as Buffer. */
const plainBuffers = (value: XmlRpcValue): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return (value as readonly XmlRpcValue[]).map(plainBuffers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainBuffers(member)]))
}

/** The same value with ordinary prototypes, and Uint8Array for Buffer. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}
const decode = (document: string) => decodeMethodResponse(toBytes(document))
const decodePlain = (document: string) => plain(decode(document))

describe('against the npm package xmlrpc', () => {
  it('writes calls that the peer reads as they were meant', async () => {
    const params = fc.array(valueOf(textOf(character), fc.integer()), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\w.:/]{1,20}$/), params, async (method, values) => {
        expect(plain(await readWithPeer('Call', encodeMethodCall(method, values)))).toEqual([method, values])
      }),
    )
  })

  it('reads the answers that the peer writes', () => {
    fc.assert(
      fc.property(valueOf(peerText, fc.maxSafeInteger()), (value) => {
        expect(decodePlain(serializer.serializeMethodResponse(plainBuffers(value)))).toEqual({ value })
      }),
    )
    expect(decodePlain(serializer.serializeMethodResponse([null]))).toEqual({ value: [null] })
  })

  it('reads the faults that the peer writes', () => {
    fc.assert(
      fc.property(fc.integer(), peerText, (faultCode, faultString) => {
        const reply = decode(serializer.serializeFault({ faultCode, faultString }))
        expect(reply).toEqual({ fault: { code: faultCode, text: faultString } })
      }),
    )
  })

  it('refuses 12abc, which the peer reads as 12', async () => {
    const document = answer('<int>12abc</int>')
    await expect(readWithPeer('Response', document)).resolves.toEqual([12])
    expect(() => decode(document)).toThrow(XmlRpcError)
  })

  it('reads the declared Latin-1, which the peer reads as UTF-8', async () => {
    const document = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${answer('Zürich')}`, 'latin1')
    await expect(readWithPeer('Response', document)).resolves.toEqual(['Z\ufffdrich'])
    expect(decodeMethodResponse(document)).toEqual({ value: 'Zürich' })
  })

  it('reads __proto__ as a name, where the peer lets it set a prototype', async () => {
    const inner = '<struct><member><name>isAdmin</name><value><boolean>1</boolean></value></member></struct>'
    const document = answer(`<struct><member><name>__proto__</name><value>${inner}</value></member></struct>`)
    const [theirs] = (await readWithPeer('Response', document)) as [Record<string, unknown>]
    expect(theirs['isAdmin']).toBe(true)
    const ours = decode(document) as { value: Record<string, unknown> }
    expect(ours.value['isAdmin']).toBeUndefined()
    expect(Object.keys(ours.value)).toEqual(['__proto__'])
  })

  it('refuses a document that does not end, which the peer reads', async () => {
    const document = `${answer('<int>1</int>')}<x>`
    await expect(readWithPeer('Response', document)).resolves.toEqual([1])
    expect(() => decode(document)).toThrow(XmlRpcError)
  })
})

describe('given anything', () => {
  /** Throws what is neither a value nor an XmlRpcError. */
  const survive = (document: Uint8Array, contentType?: string): void => {
    try {
      decodeMethodResponse(document, contentType)
    } catch (error) {
      if (!(error instanceof XmlRpcError)) throw error
    }
  }

  it('answers arbitrary bytes and charsets with a value or an XmlRpcError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.option(fc.string(), { nil: undefined }), (bytes, charset) => {
        survive(bytes, charset === undefined ? undefined : `text/xml; charset=${charset}`)
      }),
      { numRuns: 500 },
    )
  })

  it('answers a damaged document with a value or an XmlRpcError', () => {
    const value = valueOf(textOf(character), fc.integer())
    const damage = fc.tuple(fc.nat(), fc.nat({ max: 20 }), fc.uint8Array({ maxLength: 5 }))
    fc.assert(
      fc.property(value, fc.array(damage, { minLength: 1, maxLength: 3 }), (original, damages) => {
        let bytes = toBytes(serializer.serializeMethodResponse(plainBuffers(original)))
        for (const [at, length, filling] of damages) {
          const start = at % (bytes.length + 1)
          bytes = Uint8Array.of(...bytes.subarray(0, start), ...filling, ...bytes.subarray(start + length))
        }
        survive(bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('answers any order of the right parts with a value or an XmlRpcError', () => {
    const names = [
      'methodResponse',
      'params',
      'param',
      'fault',
      'value',
      'array',
      'data',
      'struct',
      'member',
      'name',
      'int',
      'nil',
    ]
    const part = fc.oneof(
      fc.constantFrom(...names.flatMap((name) => [`<${name}>`, `</${name}>`, `<${name}/>`])),
      fc.constantFrom(
        '1',
        ' ',
        '&#13;',
        '&lt;',
        '&a;',
        '<![CDATA[1]]>',
        '<!-- -->',
        '<?a b?>',
        '<!DOCTYPE a>',
        '<',
        '&',
      ),
    )
    const prefix = fc.constantFrom('', '<methodResponse><params><param><value>')
    fc.assert(
      fc.property(prefix, fc.array(part, { maxLength: 30 }), (start, parts) =>
        survive(toBytes(start + parts.join(''))),
      ),
      { numRuns: 1_000 },
    )
  })
})
