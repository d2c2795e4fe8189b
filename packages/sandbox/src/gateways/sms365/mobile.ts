import { type Endpoints, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { parseMobile } from './mobile-number.ts'

/** api/mobile of the vendor's page: the one endpoint without a key. */
export const mobileEndpoints: Endpoints = {
  'mobile/check': {
    access: 'none',
    run(call) {
      const mobile = parseMobile(requireField(call, 'mobile', 205))
      if (!mobile) throw new Refusal(201)
      const { network: _network, cctld: _cctld, ...answered } = mobile
      return { mobile: answered, total: 1 }
    },
  },
}
