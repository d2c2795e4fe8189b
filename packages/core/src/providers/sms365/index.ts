import type { Provider } from '../../provider.ts'
import { readAnswer } from './answer.ts'
import { authorise, credentials, type Sms365Credentials } from './auth.ts'
import { errors } from './errors.ts'
import { contact } from './contact.ts'
import { group } from './group.ts'
import { history } from './history.ts'
import { hlr } from './hlr.ts'
import { key } from './key.ts'
import { me } from './me.ts'
import { mobile } from './mobile.ts'
import { purchase } from './purchase.ts'
import { sms } from './sms.ts'
import { toInternational } from './recipient.ts'
import { deliveryLookup } from './delivery-lookup.ts'
import { status } from './status.ts'
import { twoFactor } from './two-factor.ts'
import { user } from './user.ts'
import { userComment } from './user-comment.ts'
import { viber } from './viber.ts'
import type { Sms365Answer, Sms365Request } from './operation.ts'

/** sms365: SMS, Viber, contacts and sub-accounts. Source: the interface's page at sms365.gr, version 3. */
export const sms365 = {
  name: 'sms365',
  title: 'sms365',
  documentationUrl: 'https://sms365.gr/api',
  defaultBaseUrl: 'https://sms365.gr/api',
  credentials,
  errors,
  resources: {
    mobile,
    key,
    sms,
    viber,
    me,
    twoFactor,
    contact,
    group,
    history,
    hlr,
    purchase,
    status,
    user,
    userComment,
  },
  deliveryLookup,
  toInternational,
  authorise,
  readAnswer,
  secrets: ({ apiKey, password }) => [apiKey, password],
} as const satisfies Provider<'sms365', Sms365Credentials, Sms365Request, Sms365Answer>
