import type { Endpoints } from './endpoint.ts'
import { keyEndpoints } from './key.ts'
import { meEndpoints } from './me.ts'
import { mobileEndpoints } from './mobile.ts'
import { smsEndpoints } from './sms.ts'
import { statusEndpoints } from './status.ts'
import { twoFactorEndpoints } from './two-factor.ts'

/** Every endpoint by its path below the base URL. */
export const endpoints: Endpoints = {
  ...mobileEndpoints,
  ...keyEndpoints,
  ...smsEndpoints,
  ...meEndpoints,
  ...twoFactorEndpoints,
  ...statusEndpoints,
}
