const gsm7Basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const gsm7Extension = new Set('\f^{}\\[~]|€')

const inParts = (units: readonly number[], single: number, each: number): number => {
  const total = units.reduce((sum, unit) => sum + unit, 0)
  if (total <= single) return 1
  let parts = 1
  let used = 0
  for (const unit of units) {
    // What takes two units, an escape or a surrogate pair, is never split.
    if (used + unit > each) {
      parts++
      used = 0
    }
    used += unit
  }
  return parts
}

/** Whether GSM-7 with its extension table holds every character. */
export const fitsGsm7 = (text: string): boolean =>
  [...text].every((character) => gsm7Basic.has(character) || gsm7Extension.has(character))

/** How many SMS a text takes in UCS-2: 70 characters in one, 67 in each of several. */
export const countUcs2Parts = (text: string): number =>
  inParts(
    [...text].map((character) => character.length),
    70,
    67,
  )

/** How many SMS a text takes: 160/153 in GSM-7 (extension characters count twice), in UCS-2 if GSM-7 does not hold it. */
export const countParts = (text: string): number =>
  fitsGsm7(text)
    ? inParts(
        [...text].map((character) => (gsm7Extension.has(character) ? 2 : 1)),
        160,
        153,
      )
    : countUcs2Parts(text)

// Greek capitals that GSM-7 lacks, as the Latin capital that looks the same.
const latinLookalikes = new Map(
  Object.entries({
    Α: 'A',
    Β: 'B',
    Ε: 'E',
    Ζ: 'Z',
    Η: 'H',
    Ι: 'I',
    Κ: 'K',
    Μ: 'M',
    Ν: 'N',
    Ο: 'O',
    Ρ: 'P',
    Τ: 'T',
    Υ: 'Y',
    Χ: 'X',
  }),
)

const toGsm7Character = (character: string): string => {
  if (fitsGsm7(character)) return character
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()
  const capital = latinLookalikes.get(bare) ?? bare
  return /^\p{Script=Greek}$/u.test(bare) && fitsGsm7(capital) ? capital : '?'
}

/** The text as sms365 sends it without `ucs`: Greek as unaccented capitals, what GSM-7 lacks otherwise as "?". */
export const toGsm7 = (text: string): string => [...text.normalize('NFC')].map(toGsm7Character).join('')
