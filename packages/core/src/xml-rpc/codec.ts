import { SaxesParser } from 'saxes'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { decodeDocumentText } from './document-text.ts'

/**
 * What an XML-RPC parameter or answer holds.
 * - `number`: an integer or a double; the wire tells them apart, this type does not.
 * - `string`: also a `dateTime.iso8601`, as text, because it has no zone: only the provider's page says what it means.
 *   There is no Date here for the same reason; a method that takes a time takes a string.
 * - `Uint8Array`: `base64`.
 * - `null`: the `nil` extension; it is read and never written.
 * - records that were read have no prototype, so `__proto__` and `constructor` are names like any other.
 */
export type XmlRpcValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly XmlRpcValue[]
  | { readonly [name: string]: XmlRpcValue }

/** What a method answered: its value, or a fault with its `faultCode` and `faultString`. */
export type XmlRpcReply =
  | { readonly value: XmlRpcValue }
  | { readonly fault: { readonly code: number; readonly text: string } }

/** An answer that is not the XML-RPC it should be. The message says what and where, and repeats nothing of the content. */
export class XmlRpcError extends Error {
  override readonly name = 'XmlRpcError'
}

/** Arrays and structs within each other, read or written. */
const maxDepth = 64
const maxValues = 1_000_000
const maxAttributes = 100
/** Of one text or comment. */
const maxTextLength = 1024 * 1024
const pieceLength = 64 * 1024

const plainMethod = /^[\w.:/]+$/
const plainName = /^\w{1,64}$/
const reserved = /[&<>\r]/
// XML 1.0 cannot carry these, not even as a reference.
const unwritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/
const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/**
 * The document of a method call, to be sent as UTF-8. Integers become `int`, other numbers `double`, bytes `base64`.
 * Throws RangeError, naming the place (`params[3][17]`) and never the content, for what the wire cannot carry: null,
 * an integer beyond 32 bits, a number that is not finite, control characters and lone surrogates, any object but a
 * plain record, and more than 64 levels.
 */
export const encodeMethodCall = (method: string, params: readonly XmlRpcValue[]): string => {
  if (!plainMethod.test(method)) throw new RangeError('the method name has characters other than A-Z a-z 0-9 _ . : /')
  const path: string[] = []
  let xml = `<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>${method}</methodName><params>`

  const refuse = (depth: number, why: string): never => {
    throw new RangeError(`params${path.slice(0, depth).join('')} ${why}`)
  }
  const writeText = (text: string, depth: number): void => {
    if (unwritable.test(text) || !text.isWellFormed()) refuse(depth, 'has a character that XML cannot carry')
    xml += reserved.test(text) ? text.replace(/[&<>\r]/g, (character) => references[character] ?? character) : text
  }
  const writeNumber = (value: number, depth: number): void => {
    if (!Number.isFinite(value)) refuse(depth, 'is not a finite number')
    if (!Number.isInteger(value)) xml += `<double>${toDecimal(value)}</double>`
    else if (value !== (value | 0)) refuse(depth, 'is an integer beyond 32 bits')
    else xml += `<int>${value}</int>`
  }
  const writeValue = (value: XmlRpcValue, depth: number): void => {
    xml += '<value>'
    if (typeof value === 'string') {
      xml += '<string>'
      writeText(value, depth)
      xml += '</string>'
    } else if (typeof value === 'number') writeNumber(value, depth)
    else if (typeof value === 'boolean') xml += `<boolean>${value ? 1 : 0}</boolean>`
    else if (value === null) refuse(depth, 'is null, which XML-RPC cannot carry')
    else if (value instanceof Uint8Array) xml += `<base64>${encodeBase64(value)}</base64>`
    else if (depth > maxDepth) refuse(depth, `is more than ${maxDepth} levels deep`)
    else if (isList(value)) {
      xml += '<array><data>'
      for (let index = 0; index < value.length; index++) {
        path[depth] = `[${index}]`
        writeValue(value[index] as XmlRpcValue, depth + 1)
      }
      xml += '</data></array>'
    } else if (isPlainRecord(value)) {
      xml += '<struct>'
      for (const [name, member] of Object.entries(value)) {
        path[depth] = plainName.test(name) ? `.${name}` : '[a member]'
        xml += '<member><name>'
        writeText(name, depth + 1)
        xml += '</name>'
        writeValue(member, depth + 1)
        xml += '</member>'
      }
      xml += '</struct>'
    } else refuse(depth, 'is of a type that XML-RPC does not have')
    xml += '</value>'
  }

  for (const [index, param] of params.entries()) {
    path[0] = `[${index}]`
    xml += '<param>'
    writeValue(param, 1)
    xml += '</param>'
  }
  return `${xml}</params></methodCall>`
}

const isList = (value: XmlRpcValue): value is readonly XmlRpcValue[] => Array.isArray(value)

const isPlainRecord = (value: unknown): value is { readonly [name: string]: XmlRpcValue } => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** XML-RPC has no exponent in a double. A number that is no integer has one only when it is tiny. */
const toDecimal = (value: number): string => {
  const [digits = '', exponent] = String(Math.abs(value)).split('e-')
  if (exponent === undefined) return String(value)
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`
}

type ReadText = (text: string) => XmlRpcValue | undefined

interface Element {
  readonly name: string
  readonly minChildren: number
  readonly maxChildren: number
  readonly children: Map<string, Element>
  /** What the text means; undefined if it is not of this type. An element without it holds no text. */
  readonly read: ReadText | undefined
}

const integer = /^[+-]?\d+$/
const double = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?$/
const isBlank = (text: string): boolean => text === '' || !/[^\t\n\r ]/.test(text)

const readText = (text: string): string => text
const readInteger = (text: string): number | undefined => {
  const value = Number(text)
  // Adding 0 turns -0 into 0.
  return integer.test(text.trim()) && Number.isSafeInteger(value) ? value + 0 : undefined
}
const readDouble = (text: string): number | undefined => {
  const value = Number(text)
  return double.test(text.trim()) && Number.isFinite(value) ? value : undefined
}
const readBoolean = (text: string): boolean | undefined => {
  const digit = text.trim()
  return digit === '1' ? true : digit === '0' ? false : undefined
}

type ElementRule = [name: string, parents: readonly string[], minChildren: number, maxChildren: number, read?: ReadText]

const elementRules: readonly ElementRule[] = [
  ['the document', [], 1, 1],
  ['methodResponse', ['the document'], 1, 1],
  ['params', ['methodResponse'], 1, 1],
  ['param', ['params'], 1, 1],
  ['fault', ['methodResponse'], 1, 1],
  ['value', ['data', 'member', 'param', 'fault'], 0, 1, readText],
  ['array', ['value'], 1, 1],
  ['data', ['array'], 0, Infinity],
  ['struct', ['value'], 0, Infinity],
  ['member', ['struct'], 2, 2],
  ['name', ['member'], 0, 0, readText],
  ['string', ['value'], 0, 0, readText],
  ['int', ['value'], 0, 0, readInteger],
  ['i4', ['value'], 0, 0, readInteger],
  ['i8', ['value'], 0, 0, readInteger],
  ['double', ['value'], 0, 0, readDouble],
  ['boolean', ['value'], 0, 0, readBoolean],
  ['base64', ['value'], 0, 0, decodeBase64],
  ['dateTime.iso8601', ['value'], 0, 0, (text) => text.trim()],
  ['nil', ['value'], 0, 0, (text) => (text === '' ? null : undefined)],
]
const elements: ReadonlyMap<string, Element> = new Map(
  elementRules.map(([name, , minChildren, maxChildren, read]) => [
    name,
    { name, minChildren, maxChildren, children: new Map(), read },
  ]),
)
for (const [name, parents] of elementRules) {
  for (const parent of parents) elements.get(parent)?.children.set(name, elements.get(name) as Element)
}

/**
 * Reads the answer to a method call. Strict: an unknown or misplaced element, a DOCTYPE, a malformed number or byte,
 * a second value, or anything past a limit (16 MiB, 64 levels, 1,000,000 values, 1 Mi characters of one text) throws
 * XmlRpcError. White space around numbers and booleans is passed over, that of strings is kept; integers may be any
 * safe integer; of a member that comes twice the last counts; comments and attributes mean nothing.
 * The charset is that of the XML declaration, else the byte-order mark, else `contentType`, else UTF-8.
 */
export const decodeMethodResponse = (
  body: Uint8Array,
  contentType?: string,
  { maxBytes = 16 * 1024 * 1024 }: { readonly maxBytes?: number } = {},
): XmlRpcReply => {
  if (body.byteLength > maxBytes) throw new XmlRpcError(`the document is larger than ${maxBytes} bytes`)
  const document = decodeDocumentText(body, contentType)
  if (document === undefined) throw new XmlRpcError('the bytes are not of the declared charset, or it is unknown')
  const parser = new SaxesParser({ position: false, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const refuse = (what: string): never => {
    throw new XmlRpcError(`${what} (line ${parser.line}, column ${parser.column})`)
  }

  let element = elements.get('the document') as Element
  let children = 0
  const parents: Element[] = []
  const siblings: number[] = []
  const compounds: (XmlRpcValue[] | Record<string, XmlRpcValue>)[] = []
  const names: string[] = []
  let text = ''
  let content: XmlRpcValue | undefined
  let result: XmlRpcValue | undefined
  let isFault = false
  let values = 0
  let attributes = 0

  const openElement = (tag: string): void => {
    const child = element.children.get(tag)
    if (!child) return refuse(`${elements.has(tag) ? tag : 'an unknown element'} in ${element.name}`)
    const { name } = child
    const isOutOfTurn = element.name === 'member' && (children === 0) !== (name === 'name')
    if (isOutOfTurn || children >= element.maxChildren) refuse(`${name} out of place in ${element.name}`)
    if (!isBlank(text)) refuse(`text in ${element.name}`)
    if (name === 'value') {
      if (++values > maxValues) refuse(`more than ${maxValues} values`)
    } else if (name === 'array' || name === 'struct') {
      compounds.push(name === 'array' ? [] : (Object.create(null) as Record<string, XmlRpcValue>))
      if (compounds.length > maxDepth) refuse(`more than ${maxDepth} levels`)
    }
    parents.push(element)
    siblings.push(children + 1)
    element = child
    children = 0
    text = ''
  }

  const closeElement = (): void => {
    const { name, read, minChildren } = element
    if (children < minChildren) refuse(`${name} is incomplete`)
    if (read && children === 0) {
      content = read(text)
      if (content === undefined) refuse(`${name} holds what is not of its type`)
    } else if (!isBlank(text)) refuse(`text in ${name}`)
    text = ''
    element = parents.pop() as Element
    children = siblings.pop() as number
    if (name === 'value') keep(content as XmlRpcValue)
    else if (name === 'array' || name === 'struct') content = compounds.pop()
    else if (name === 'name') names.push(content as string)
    else if (name === 'fault') isFault = true
  }

  const keep = (value: XmlRpcValue): void => {
    const compound = compounds[compounds.length - 1]
    if (!compound) result = value
    else if (Array.isArray(compound)) compound.push(value)
    else compound[names.pop() as string] = value
  }

  const addText = (more: string) => void (text += more)
  parser.on('opentagstart', (tag) => openElement(tag.name))
  parser.on('closetag', closeElement)
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('doctype', () => refuse('a DOCTYPE'))
  parser.on('attribute', () => void (++attributes > maxAttributes && refuse(`more than ${maxAttributes} attributes`)))
  // After a colon saxes quotes the document.
  parser.on('error', ({ message }) => refuse(`malformed XML: ${message.replace(/[.:].*$/s, '')}`))
  for (let start = 0; start < document.length; start += pieceLength) {
    parser.write(document.slice(start, start + pieceLength))
    if (text.length + countGathered(parser) > maxTextLength) refuse(`more than ${maxTextLength} characters of one text`)
  }
  parser.close()
  if (result === undefined) return refuse('no value')
  return isFault ? { fault: toFault(result) } : { value: result }
}

/**
 * How much saxes holds back of a text, a comment, a DOCTYPE or a reference that has not ended. It gathers them piece by
 * piece, at up to 50 bytes a character, and tells nobody before the end: hence the look into its private fields.
 */
const countGathered = (parser: unknown): number => {
  const { text, entity } = parser as { readonly text: string; readonly entity: string }
  return text.length + entity.length
}

const toFault = (value: XmlRpcValue): { code: number; text: string } => {
  const { faultCode: code, faultString: text } = isPlainRecord(value) ? value : {}
  if (Number.isInteger(code) && typeof text === 'string') return { code: code as number, text }
  throw new XmlRpcError('a fault without an integer faultCode and a faultString')
}
