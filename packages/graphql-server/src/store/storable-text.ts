/** The text without what PostgreSQL takes in no text: NUL, and halves of surrogate pairs. */
export const toStorableText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.replaceAll('\0', '').toWellFormed()

// What JSON.stringify makes of what PostgreSQL does not take; also of a text in which this stands with a backslash before it.
const unstorable = /\\u(?:0000|d[89a-f])/

/** A value as JSON that PostgreSQL takes. */
export const toStorableJson = (value: unknown): string => {
  const json = JSON.stringify(value)
  // Looking for two characters is much faster than for the expression, and they hardly ever stand there.
  return json.includes('\\u') && unstorable.test(json)
    ? JSON.stringify(value, (_name, member: unknown) => (typeof member === 'string' ? toStorableText(member) : member))
    : json
}
