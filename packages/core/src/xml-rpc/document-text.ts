/** How a document in UTF-16 starts: with a byte-order mark, or with `<`. */
const utf16Starts: Readonly<Record<number, string>> = {
  0xff_fe: 'utf-16le',
  0x3c_00: 'utf-16le',
  0xfe_ff: 'utf-16be',
  0x00_3c: 'utf-16be',
}
const declaration = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/
const declarationLength = 200
const charsetParameter = /;\s*charset\s*=\s*"?([\w.:-]+)/i

/**
 * The text of an XML document, without its byte-order mark. The charset is the one that its declaration names, else
 * that of the byte-order mark, else that of the Content-Type, else UTF-8; a document whose bytes are plainly UTF-16 is
 * read as that. As the Encoding Standard says, ISO-8859-1 and US-ASCII are read as windows-1252.
 * Undefined if the charset is unknown or the bytes are not of it.
 */
export const decodeDocumentText = (body: Uint8Array, contentType = ''): string | undefined => {
  const [first = 0, second = 0] = body
  const utf16 = utf16Starts[first * 256 + second]
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  const document = hasMark ? body.subarray(3) : body
  const start = new TextDecoder('latin1').decode(document.subarray(0, declarationLength))
  const declared = declaration.exec(start)?.[1]
  const sent = hasMark ? undefined : charsetParameter.exec(contentType)?.[1]
  try {
    return new TextDecoder(utf16 ?? declared ?? sent ?? 'utf-8', { fatal: true }).decode(document)
  } catch {
    return undefined
  }
}
