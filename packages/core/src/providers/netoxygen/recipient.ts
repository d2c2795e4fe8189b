import { normalisePhoneNumber } from '../../fields.ts'

/** A number with its country code. The gateway takes 079… for 4179…, and may give either back. */
export const toInternational = (number: string): string => {
  const digits = normalisePhoneNumber(number)
  return digits.startsWith('0') ? `41${digits.slice(1)}` : digits
}
