/*
 * The GSM 7-bit default alphabet and its extension table: 3GPP TS 23.038 (once GSM 03.38), sections 6.2.1 and 6.2.1.1.
 * National language tables are left out: no provider's document offers them.
 */

const basicCharacters = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)

const extensionCharacters = new Set('\f^{}\\[~]|€')

/**
 * Septets that one character (a code point) takes in GSM-7: 1, or 2 from the extension table (an escape goes before it),
 * or 0 if GSM-7 has no such character.
 */
export const septetsOf = (character: string): 0 | 1 | 2 => {
  if (basicCharacters.has(character)) return 1
  return extensionCharacters.has(character) ? 2 : 0
}

/**
 * The characters (code points) of a text that GSM-7 lacks, each once, in order of appearance. Half of a surrogate pair
 * is listed as U+FFFD, which is what it becomes in UTF-8. They are a piece of a message's text: as private as the text.
 */
export const listOutsideGsm7 = (text: string): string[] => {
  const outside = new Set<string>()
  for (const character of text.toWellFormed()) if (septetsOf(character) === 0) outside.add(character)
  return [...outside]
}

/** Whether GSM-7 has every character of the text. */
export const isGsm7 = (text: string): boolean => {
  for (const character of text) if (septetsOf(character) === 0) return false
  return true
}
