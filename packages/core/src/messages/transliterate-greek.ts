// A Greek letter of modern (monotonic) spelling, with the tonos and dialytika that may follow it as combining marks.
const greekLetter = /[\u0386\u0388-\u03ce][\u0301\u0308]*/g

const greekCapitals = 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'
const latinLookalikes = 'ABEZHIKMNOPTYX'
const lookalikes = new Map(Array.from(greekCapitals, (capital, index) => [capital, latinLookalikes.charAt(index)]))

const toPlainCapital = (letter: string): string => {
  const capital = letter.charAt(0).normalize('NFD').charAt(0).toUpperCase()
  return lookalikes.get(capital) ?? capital
}

/**
 * Greek as GSM-7 can carry it: capitals without tonos and dialytika, those that GSM-7 lacks as the Latin capital of the same
 * form. "Καλημέρα, ΐδε" becomes "KAΛHMEPA, IΔE". Composed and decomposed letters give the same; everything that is not a
 * Greek letter, polytonic letters among it, stays as it is.
 *
 * sms365 documents that without `ucs` a text goes out as GSM and is seen to send Greek as unaccented capitals
 * (providers/sms365.md); the letter-by-letter table, and that Latin letters keep their case, is inferred.
 */
export const transliterateGreek = (text: string): string => text.replace(greekLetter, toPlainCapital)
