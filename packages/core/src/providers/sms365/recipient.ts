import { normalisePhoneNumber } from '../../fields.ts'

/** A number as the gateway's answers have it. Ten national digits that begin with 69 are a Greek mobile number. */
export const toInternational = (number: string): string => {
  const digits = normalisePhoneNumber(number)
  return /^69\d{8}$/.test(digits) ? `30${digits}` : digits
}
