import { isGsm7, septetsOf } from './gsm7.ts'

/** The two encodings of an SMS. Its unit is the septet in GSM-7, the UTF-16 code unit in UCS-2. */
export type Encoding = 'GSM-7' | 'UCS-2'

/** What a text takes as an SMS. */
export interface PartCount {
  readonly encoding: Encoding
  /** Units of the whole text, without those lost where a part ends one unit early. */
  readonly units: number
  /** SMS it is sent as, which is what is paid for. An empty text is one empty part. */
  readonly parts: number
  /** Units that still fit into the last part. A character of two units opens a new part when only one is left. */
  readonly unitsLeft: number
}

// An SMS carries 140 octets; with several parts, 6 of them say which part of which message it is (TS 23.040, 9.2.3.24.1).
const capacity: Readonly<Record<Encoding, { readonly alone: number; readonly joined: number }>> = {
  'GSM-7': { alone: 160, joined: 153 },
  'UCS-2': { alone: 70, joined: 67 },
}

const unitsOf: Readonly<Record<Encoding, (character: string) => number>> = {
  'GSM-7': (character) => septetsOf(character) || 1,
  'UCS-2': (character) => character.length,
}

/**
 * Counts the parts of a text, in time linear in its length.
 *
 * With `auto`, GSM-7 is taken if it has every character, else UCS-2. With `GSM-7` demanded, a character that it lacks counts
 * one septet, as the one substitute that would stand for it. An extension character and a surrogate pair are never divided
 * between two parts; larger graphemes (an emoji of several code points, a letter with combining marks) may be, as the
 * handset joins the parts before it shows them.
 *
 * The text is counted as it stands. A decomposed letter is two characters, and its combining mark is not in GSM-7:
 * "café" fits GSM-7 with U+00E9 but takes UCS-2 with U+0301. Normalise to NFC before counting and sending to avoid that.
 */
export const countParts = (text: string, options: { readonly encoding?: Encoding | 'auto' } = {}): PartCount => {
  const { encoding: wanted = 'auto' } = options
  const encoding = wanted === 'auto' ? (isGsm7(text) ? 'GSM-7' : 'UCS-2') : wanted
  const { alone, joined } = capacity[encoding]
  const count = unitsOf[encoding]

  let units = 0
  let parts = 1
  let inLastPart = 0
  for (const character of text) {
    const size = count(character)
    units += size
    if (inLastPart + size > joined) {
      parts += 1
      inLastPart = 0
    }
    inLastPart += size
  }
  return units <= alone
    ? { encoding, units, parts: 1, unitsLeft: alone - units }
    : { encoding, units, parts, unitsLeft: joined - inLastPart }
}
