import { fateOf } from '../../magic-numbers.ts'
import { phoneDigits } from '../../phone-digits.ts'
import { findCountry } from './countries.ts'

/** A mobile number as the platform takes it apart. */
export interface Mobile {
  readonly msisdn: string
  readonly national: string
  readonly country: string
  readonly countryCode: number
  readonly gsmCode: string
  readonly number: string
  readonly mcc: string
  readonly mnc: string
  readonly network: string
  readonly cctld: string
  /** SMS credits for one part. */
  readonly cost: number
}

const greekNetworks: readonly (readonly [prefixes: string, mnc: string, network: string])[] = [
  ['694 695', '05', 'VODAFONE'],
  ['693 699', '10', 'NOVA'],
]

// Prefixes of the other networks, 697 and 698 among them, are the largest network's.
const otherGreekNetwork = ['', '01', 'COSMOTE'] as const

const greekCost = 1
const foreignCost = 1.5

/** Reads almost any way of writing a number; undefined for what is none (error 103 or 201). */
export const parseMobile = (text: string): Mobile | undefined => {
  const digits = phoneDigits(text)
  const msisdn = /^69\d{8}$/.test(digits) ? `30${digits}` : digits
  if (!/^[1-9]\d{7,14}$/.test(msisdn) || fateOf(msisdn) === 'invalidNumber') return undefined
  const country = findCountry(msisdn)
  const isGreek = country?.cctld === 'gr'
  if (isGreek && !/^306\d{9}$/.test(msisdn)) return undefined
  const callingCode = country?.callingCode ?? msisdn.slice(0, 3)
  const national = msisdn.slice(callingCode.length)
  const gsmCode = national.slice(0, 3)
  const [, mnc, network] = isGreek
    ? (greekNetworks.find(([prefixes]) => prefixes.includes(gsmCode)) ?? otherGreekNetwork)
    : ['', '01', 'SANDBOX']
  return {
    msisdn,
    national,
    country: country?.name ?? 'UNKNOWN',
    countryCode: Number(callingCode),
    gsmCode,
    number: national.slice(3),
    mcc: country?.mcc ?? '',
    mnc,
    network,
    cctld: country?.cctld ?? '',
    cost: isGreek ? greekCost : foreignCost,
  }
}
