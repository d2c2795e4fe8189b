/** The text without what PostgreSQL takes in no text: NUL, and halves of surrogate pairs. */
export const toStorableText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

/** A value as JSON that PostgreSQL takes. */
export const toStorableJson = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) => (typeof member === 'string' ? toStorableText(member) : member))
