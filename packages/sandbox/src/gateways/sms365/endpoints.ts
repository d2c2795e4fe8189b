import { contactEndpoints } from './contact.ts'
import type { Endpoints } from './endpoint.ts'
import { groupEndpoints } from './group.ts'
import { historyEndpoints } from './history.ts'
import { hlrEndpoints } from './hlr.ts'
import { keyEndpoints } from './key.ts'
import { meEndpoints } from './me.ts'
import { mobileEndpoints } from './mobile.ts'
import { purchaseEndpoints } from './purchase.ts'
import { smsEndpoints } from './sms.ts'
import { statusEndpoints } from './status.ts'
import { twoFactorEndpoints } from './two-factor.ts'
import { userCommentEndpoints } from './user-comment.ts'
import { userEndpoints } from './user.ts'
import { viberEndpoints } from './viber.ts'

/** Every endpoint by its path below the base URL. */
export const endpoints: Endpoints = {
  ...mobileEndpoints,
  ...keyEndpoints,
  ...smsEndpoints,
  ...viberEndpoints,
  ...meEndpoints,
  ...twoFactorEndpoints,
  ...contactEndpoints,
  ...groupEndpoints,
  ...historyEndpoints,
  ...hlrEndpoints,
  ...purchaseEndpoints,
  ...statusEndpoints,
  ...userEndpoints,
  ...userCommentEndpoints,
}
