import { describe, expect, it } from 'vitest'
import { decodeMethodResponse, encodeMethodCall, XmlRpcError, type XmlRpcValue } from './codec.ts'

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (document: string) => decodeMethodResponse(toBytes(document))
const answer = (value: string) => `<methodResponse><params><param>${value}</param></params></methodResponse>`
const decodeValue = (value: string) => decode(answer(`<value>${value}</value>`))
const encode = (...params: readonly XmlRpcValue[]) => encodeMethodCall('m', params)
const encodeUnchecked = encode as (...params: readonly unknown[]) => string
const nest = (levels: number): XmlRpcValue => (levels === 0 ? 1 : [nest(levels - 1)])
const nestedAnswer = (levels: number) =>
  answer(`${'<value><array><data>'.repeat(levels)}<value/>${'</data></array></value>'.repeat(levels)}`)

const failureOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was refused')
}

describe('encodeMethodCall', () => {
  it('writes each kind of value with its type', () => {
    const params = ['a', 1, true, 1.5, new Uint8Array([1, 2, 250]), [false, -1], { name: 'x', empty: [] }]
    expect(encodeMethodCall('send_message', params)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>send_message</methodName><params>' +
        '<param><value><string>a</string></value></param>' +
        '<param><value><int>1</int></value></param>' +
        '<param><value><boolean>1</boolean></value></param>' +
        '<param><value><double>1.5</double></value></param>' +
        '<param><value><base64>AQL6</base64></value></param>' +
        '<param><value><array><data><value><boolean>0</boolean></value><value><int>-1</int></value></data></array></value></param>' +
        '<param><value><struct><member><name>name</name><value><string>x</string></value></member>' +
        '<member><name>empty</name><value><array><data></data></array></value></member></struct></value></param>' +
        '</params></methodCall>',
    )
  })

  it('escapes what XML reserves, and the carriage return that a reader would turn into a line feed', () => {
    expect(encode('a<b>&c]]>\r\n')).toContain('<string>a&lt;b&gt;&amp;c]]&gt;&#13;\n</string>')
    expect(encode({ 'a&b': '' })).toContain('<name>a&amp;b</name>')
  })

  it.each([
    [5e-324, `0.${'0'.repeat(323)}5`],
    [-1.5e-7, '-0.00000015'],
    [123456.75, '123456.75'],
  ])('writes the double %d without an exponent', (value, text) => {
    expect(encode(value)).toContain(`<double>${text}</double>`)
  })

  it.each([
    ['an integer above 32 bits', [[], [0, 2 ** 31]], 'params[1][1] is an integer beyond 32 bits'],
    ['an integer below 32 bits', [-(2 ** 31) - 1], 'params[0] is an integer beyond 32 bits'],
    ['a whole number too large for any integer', [1e300], 'params[0] is an integer beyond 32 bits'],
    ['NaN', [Number.NaN], 'params[0] is not a finite number'],
    ['infinity', [[-Infinity]], 'params[0][0] is not a finite number'],
    ['null', [{ sender: [null] }], 'params[0].sender[0] is null, which XML-RPC cannot carry'],
    ['undefined', [{ sender: undefined }], 'params[0].sender is of a type that XML-RPC does not have'],
    ['a Date', [new Date(0)], 'params[0] is of a type that XML-RPC does not have'],
    ['a Map', [new Map()], 'params[0] is of a type that XML-RPC does not have'],
    ['a function', [() => 1], 'params[0] is of a type that XML-RPC does not have'],
    ['a hole in an array', [Array.from({ length: 1 })], 'params[0][0] is of a type that XML-RPC does not have'],
    ['a control character', ['', ['', 'secret\u0007']], 'params[1][1] has a character that XML cannot carry'],
    ['a lone surrogate', ['secret\ud83d'], 'params[0] has a character that XML cannot carry'],
    ['a noncharacter', ['secret\uffff'], 'params[0] has a character that XML cannot carry'],
    ['a control character in a name', [{ 'secret\0': 1 }], 'params[0][a member] has a character that XML cannot carry'],
    ['65 levels', [nest(65)], `params[0]${'[0]'.repeat(64)} is more than 64 levels deep`],
  ])('refuses %s and names the place, not the content', (_what, params, message) => {
    expect(failureOf(() => encodeUnchecked(...params))).toStrictEqual(new RangeError(message))
  })

  it('accepts both ends of 32 bits, and 64 levels', () => {
    expect(encode(2 ** 31 - 1, -(2 ** 31))).toContain(
      '<int>2147483647</int></value></param><param><value><int>-2147483648',
    )
    expect(() => encode(nest(64))).not.toThrow()
  })

  it('refuses a method name that would break the document', () => {
    expect(() => encodeMethodCall('a</methodName>', [])).toThrow(RangeError)
  })

  it('refuses a value that holds itself', () => {
    const loop: XmlRpcValue[] = []
    loop.push(loop)
    expect(() => encode(loop)).toThrow('levels deep')
  })
})

describe('decodeMethodResponse', () => {
  it.each<[string, XmlRpcValue]>([
    ['<string>a</string>', 'a'],
    ['<string/>', ''],
    ['', ''],
    ['  text without a type ', '  text without a type '],
    ['<string> a\r\n\tb&#13;&amp;&#233;<![CDATA[<c>]]><!-- no -->d </string>', ' a\n\tb\r&é<c>d '],
    ['\n  <int>12</int>\n  ', 12],
    ['<int> -12\n</int>', -12],
    ['<i4>+0012</i4>', 12],
    ['<i4>-0</i4>', 0],
    ['<i8>9007199254740991</i8>', Number.MAX_SAFE_INTEGER],
    ['<int>4294967296</int>', 2 ** 32],
    ['<double>1.50</double>', 1.5],
    ['<double> -.5e-3 </double>', -0.0005],
    ['<boolean>1</boolean>', true],
    ['<boolean> 0 </boolean>', false],
    ['<base64>\n AQ\r\n L6 </base64>', new Uint8Array([1, 2, 250])],
    ['<base64/>', new Uint8Array()],
    ['<dateTime.iso8601> 19980717T14:08:55 </dateTime.iso8601>', '19980717T14:08:55'],
    ['<nil/>', null],
    ['<array><data/></array>', []],
    ['<array> <data> <value>a</value> <value><nil/></value> </data> </array>', ['a', null]],
  ])('reads %j', (value, expected) => {
    expect(decodeValue(value)).toStrictEqual({ value: expected })
  })

  it('reads structs, in which every name is only a name', () => {
    const member = (name: string, value: string) => `<member><name>${name}</name><value>${value}</value></member>`
    const members =
      member('__proto__', '<struct/>') + member('constructor', 'b') + member(' a ', 'first') + member(' a ', 'last')
    const reply = decodeValue(`<struct>${members}</struct>`) as { value: Record<string, XmlRpcValue> }
    expect(Object.getPrototypeOf(reply.value)).toBeNull()
    expect(Object.keys(reply.value)).toEqual(['__proto__', 'constructor', ' a '])
    expect(reply.value).toMatchObject({ constructor: 'b', ' a ': 'last' })
  })

  it('reads a fault', () => {
    const fault = (value: string) => `<methodResponse><fault><value>${value}</value></fault></methodResponse>`
    const struct =
      '<struct><member><name>faultCode</name><value><int>4</int></value></member>' +
      '<member><name>faultString</name><value>Too many parameters.</value></member></struct>'
    expect(decode(fault(struct))).toEqual({ fault: { code: 4, text: 'Too many parameters.' } })
    for (const wrong of [
      '4',
      struct.replaceAll('int>', 'double>').replace('>4<', '>4.5<'),
      struct.replace('Too many parameters.', '<int>1</int>'),
    ]) {
      expect(() => decode(fault(wrong))).toThrow('a fault without an integer faultCode and a faultString')
    }
  })

  it('passes over attributes, processing instructions and comments', () => {
    const document = `<?xml version="1.0"?><!-- a --><?b c?>${answer('<value a="b"><int c=\'d\'>1</int></value>')}<!-- e -->\n`
    expect(decode(document)).toEqual({ value: 1 })
  })

  it.each([
    '<int>12abc</int>',
    '<int></int>',
    '<int>1.5</int>',
    '<int>1 2</int>',
    '<int>0x10</int>',
    '<int>9007199254740992</int>',
    '<i8>NaN</i8>',
    '<double>1,5</double>',
    '<double>.</double>',
    '<double>1e999</double>',
    '<double>Infinity</double>',
    '<double/>',
    '<boolean>true</boolean>',
    '<boolean>2</boolean>',
    '<boolean/>',
    '<base64>AQL</base64>',
    '<base64>AQL_</base64>',
    '<base64>AR==</base64>',
    '<base64>secret!</base64>',
    '<nil>0</nil>',
  ])('refuses %s', (value) => {
    const { name } = /<(?<name>[^>/]+)/.exec(value)?.groups ?? {}
    const error = failureOf(() => decodeValue(value))
    expect(error).toBeInstanceOf(XmlRpcError)
    expect((error as Error).message).toMatch(`${name} holds what is not of its type (line 1, column `)
  })

  it.each([
    ['nothing', ''],
    ['no XML', 'Service unavailable'],
    ['text before the root', `Notice: x${answer('<value/>')}`],
    ['another root', '<methodCall/>'],
    ['a root without content', '<methodResponse/>'],
    ['no parameter', '<methodResponse><params/></methodResponse>'],
    ['a parameter without a value', answer('')],
    ['two values', answer('<value/><value/>')],
    [
      'two parameters',
      '<methodResponse><params><param><value/></param><param><value/></param></params></methodResponse>',
    ],
    ['parameters and a fault', '<methodResponse><params><param><value/></param></params><fault/></methodResponse>'],
    ['a second root', answer('<value/>') + answer('<value/>')],
    ['a comment after the root that does not end', `${answer('<value/>')}<!-- `],
    ['text after the root', `${answer('<value/>')}x`],
    ['an unknown element', answer('<value><blob/></value>')],
    ['an element in the wrong case', answer('<value><Int>1</Int></value>')],
    ['a type outside of a value', answer('<int>1</int>')],
    ['two types in a value', answer('<value><int>1</int><int>2</int></value>')],
    ['text before a type', answer('<value>a<int>1</int></value>')],
    ['a no-break space before a type', answer('<value>\u00a0<int>1</int></value>')],
    ['text after a type', answer('<value><int>1</int>a</value>')],
    ['a type within a type', answer('<value><int><int>1</int></int></value>')],
    ['text between values', answer('<value><array><data>a<value/></data></array></value>')],
    ['an array without data', answer('<value><array/></value>')],
    ['an array with two data', answer('<value><array><data/><data/></array></value>')],
    ['a member without a value', answer('<value><struct><member><name>a</name></member></struct></value>')],
    ['a member without a name', answer('<value><struct><member><value/></member></struct></value>')],
    ['a member with its value first', answer('<value><struct><member><value/><name/></member></struct></value>')],
    ['a member with two names', answer('<value><struct><member><name/><name/></member></struct></value>')],
    ['an element that does not end', '<methodResponse><params>'],
    ['elements that cross', '<methodResponse><params></methodResponse></params>'],
    ['an undefined entity', answer('<value>&constructor;</value>')],
    ['a reference to no character', answer('<value>&#0;</value>')],
    ['a bare ampersand', answer('<value>a & b</value>')],
    ['a control character', answer('<value>\u0007</value>')],
    ['a DOCTYPE', `<!DOCTYPE methodResponse>${answer('<value/>')}`],
    ['an HTML page', '<!DOCTYPE html><html><body>secret</body></html>'],
    ['an XML declaration that is not at the start', ` <?xml version="1.0"?>${answer('<value/>')}`],
  ])('refuses %s', (_what, document) => {
    expect(failureOf(() => decode(document))).toBeInstanceOf(XmlRpcError)
  })

  it('says where, and never what', () => {
    const error = failureOf(() => decode('<methodResponse>\n  <hunter2>hunter2</hunter2></methodResponse>'))
    expect(error).toStrictEqual(new XmlRpcError('an unknown element in methodResponse (line 2, column 11)'))
    for (const document of [
      answer('<value><int>hunter2</int></value>'),
      answer('<value>&hunter2;</value>'),
      '<methodResponse></hunter2>',
      '<methodResponse hunter2="a" hunter2="b">',
      '<!DOCTYPE hunter2 [<!ENTITY hunter2 "hunter2">]><methodResponse/>',
      answer('<value>hunter2<int>1</int></value>'),
      '<?xml version="hunter2"?>',
    ]) {
      expect((failureOf(() => decode(document)) as Error).message).not.toContain('hunter2')
    }
  })

  it('reads 64 levels and refuses the 65th', () => {
    expect(() => decode(nestedAnswer(64))).not.toThrow()
    expect(() => decode(nestedAnswer(65))).toThrow('more than 64 levels')
  })

  it('reads a million values and refuses one more', () => {
    const values = (count: number) => answer(`<value><array><data>${'<value/>'.repeat(count)}</data></array></value>`)
    expect(decode(values(999_999))).toHaveProperty('value.length', 999_999)
    expect(() => decode(values(1_000_000))).toThrow('more than 1000000 values')
  })

  it('refuses a document, a text and attributes beyond their limits', () => {
    const document = toBytes(answer('<value>a</value>'))
    expect(() => decodeMethodResponse(document, undefined, { maxBytes: document.length - 1 })).toThrow('larger than')
    expect(decodeMethodResponse(document, undefined, { maxBytes: document.length })).toEqual({ value: 'a' })
    expect(() => decodeMethodResponse(new Uint8Array(16 * 1024 * 1024 + 1))).toThrow('larger than 16777216 bytes')
    expect(() => decodeValue('a'.repeat(2 ** 20 + 2 ** 16))).toThrow('more than 1048576 characters of one text')
    expect(() => decodeValue(`<![CDATA[${'a'.repeat(1000)}]]>`.repeat(1200))).toThrow('characters of one text')
    const flood = Array.from({ length: 101 }, (_, index) => `a${index}=""`).join(' ')
    expect(() => decode(`<methodResponse ${flood}>`)).toThrow('more than 100 attributes')
  })
})
