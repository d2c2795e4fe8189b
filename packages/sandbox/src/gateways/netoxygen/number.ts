import { phoneDigits } from '../../phone-digits.ts'

const swiss = '41'

/**
 * A number in international form without +: '022/364 8000' becomes '41223648000'. Without a country code it is Swiss.
 * Undefined if its digits cannot be a number.
 */
export const cleanNumber = (text: string): string | undefined => {
  const digits = phoneDigits(text)
  const international = digits.startsWith('0') ? `${swiss}${digits.slice(1)}` : digits
  return /^[1-9]\d{7,14}$/.test(international) ? international : undefined
}
