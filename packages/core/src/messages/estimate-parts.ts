import { isGsm7, listOutsideGsm7 } from './gsm7.ts'
import { countParts, type PartCount } from './parts.ts'
import { transliterateGreek } from './transliterate-greek.ts'

/**
 * How an SMS is to be sent, as far as its encoding depends on it. ProxStop is not among them: it says neither how it encodes
 * a message nor how the code joins it, only that a message has at most 160 characters.
 */
export type SendingRoute =
  | { readonly provider: 'sms365'; readonly unicode?: boolean | undefined }
  | { readonly provider: 'netoxygen' }

/** What sending a text will take, known before it is sent. */
export interface PartsEstimate {
  /** The one of `gsm7` and `ucs2` that the provider will use. */
  readonly expected: PartCount
  /** `gsm7Text` as GSM-7; a character that GSM-7 lacks counts as one substitute. */
  readonly gsm7: PartCount
  /** The text as UCS-2. */
  readonly ucs2: PartCount
  /** The text as this provider would send it in GSM-7. A message's text: never to be logged. */
  readonly gsm7Text: string
  /** False if the text holds characters whose treatment is not known, so that `expected` may be wrong. */
  readonly certain: boolean
  /** Those characters (code points), each once, the first 20. A piece of the message's text: never to be logged. */
  readonly doubtful: readonly string[]
}

const doubtfulLimit = 20

// A mark that composes with a Greek letter is still listed here: whether a gateway composes before it maps is not known.
const listWithoutSubstitute = (text: string): string[] =>
  listOutsideGsm7(text).filter((character) => !isGsm7(transliterateGreek(character)))

const listBeyondUcs2 = (text: string): string[] => [
  ...new Set(Array.from(text).filter((character) => character.length === 2)),
]

const expectsGsm7 = (text: string, route: SendingRoute): boolean =>
  route.provider === 'sms365' ? route.unicode !== true : isGsm7(text)

/**
 * Estimates the parts of a text in both encodings, and says which of them the provider will use.
 *
 * - sms365: GSM-7 with Greek transliterated, unless `unicode` is set, then UCS-2 (providers/sms365.md: the vendor's document).
 *   What becomes of another character that GSM-7 lacks is unknown: it is `doubtful`. That `unicode` takes UCS-2 even for a
 *   text GSM-7 could carry is inferred.
 * - NetOxygen: GSM-7 if it has every character, else UCS-2 (providers/netoxygen.md: seen in client code, so inferred).
 * - Characters beyond the Basic Multilingual Plane, such as emoji, are no part of UCS-2 proper; both are presumed to send them
 *   as surrogate pairs, and they are `doubtful`.
 *
 * Whatever the gateway puts into the text itself, such as the digits for %%CODE%% in a 2FA message, must be put in before.
 */
export const estimateParts = (text: string, route: SendingRoute): PartsEstimate => {
  const gsm7Text = route.provider === 'sms365' ? transliterateGreek(text) : text
  const gsm7 = countParts(gsm7Text, { encoding: 'GSM-7' })
  const ucs2 = countParts(text, { encoding: 'UCS-2' })
  const expected = expectsGsm7(text, route) ? gsm7 : ucs2
  const doubtful = expected === gsm7 ? listWithoutSubstitute(text) : listBeyondUcs2(text)
  return { expected, gsm7, ucs2, gsm7Text, certain: doubtful.length === 0, doubtful: doubtful.slice(0, doubtfulLimit) }
}
