/** Base64 of RFC 4648, in one line. */
export const encodeBase64 = (bytes: Uint8Array): string => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The bytes of a base64 text, white space passed over; undefined unless it is canonical (alphabet, padding, spare bits). */
export const decodeBase64 = (text: string): Uint8Array | undefined => {
  const code = text.replace(/[\t\n\r ]+/g, '')
  try {
    const binary = atob(code)
    // atob forgives a missing padding and spare bits; only canonical base64 comes back the same.
    return btoa(binary) === code ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : undefined
  } catch {
    return undefined
  }
}
