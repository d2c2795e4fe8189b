import { fateOf } from '../../magic-numbers.ts'
import type { Sms365Account } from './account.ts'
import { type Endpoints, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { type Mobile, parseMobile } from './mobile-number.ts'

const lookupsPerSms = 10

/** Takes one HLR credit; when there is none, an SMS credit becomes ten. Throws Refusal 105 when there is neither. */
const charge = (account: Sms365Account, { msisdn }: Mobile): void => {
  if (fateOf(msisdn) === 'insufficientBalance') throw new Refusal(105)
  if (account.hlrBalance < 1) {
    if (account.balance < 1) throw new Refusal(105)
    account.balance -= 1
    account.hlrBalance += lookupsPerSms
  }
  account.hlrBalance -= 1
}

// Something has to be ported: numbers that end in 9 are, away from the network 99.
const isPorted = ({ msisdn }: Mobile) => msisdn.endsWith('9')

/** api/hlr of the vendor's page. */
export const hlrEndpoints: Endpoints = {
  'hlr/lookup': {
    access: 'key',
    run(call) {
      const mobile = parseMobile(requireField(call, 'mobile', 205))
      if (!mobile) throw new Refusal(201)
      charge(call.account, mobile)
      const isAbsent = fateOf(mobile.msisdn) === 'failed'
      return {
        result: isAbsent ? 'NOK' : 'OK',
        description: isAbsent ? 'Absent subscriber' : 'Number is in use',
        mcc: mobile.mcc,
        mnc: mobile.mnc,
        network: mobile.network,
        country: mobile.country,
        countryCode: mobile.countryCode,
        ported: isPorted(mobile) ? 'yes' : 'no',
        cctld: mobile.cctld,
        mccInitial: mobile.mcc,
        mncInitial: isPorted(mobile) ? '99' : mobile.mnc,
      }
    },
  },
}
