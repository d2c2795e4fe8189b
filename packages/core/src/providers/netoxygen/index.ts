import type { Provider } from '../../provider.ts'
import { account } from './account.ts'
import { readAnswer } from './answer.ts'
import { authorise, credentials, type NetoxygenCredentials } from './auth.ts'
import { errors } from './errors.ts'
import { deliveryLookup } from './delivery-lookup.ts'
import { message } from './message.ts'
import { number } from './number.ts'
import type { NetoxygenAnswer, NetoxygenRequest } from './operation.ts'
import { toInternational } from './recipient.ts'

/** NetOxygen: SMS over XML-RPC. Source: the vendor's document "Interface XML-RPC", at sms.netoxygen.ch/api2/documentation. */
export const netoxygen = {
  name: 'netoxygen',
  title: 'NetOxygen',
  documentationUrl: 'https://sms.netoxygen.ch/api2/documentation/',
  defaultBaseUrl: 'https://sms.netoxygen.ch/api2/',
  credentials,
  errors,
  resources: { message, account, number },
  deliveryLookup,
  toInternational,
  authorise,
  readAnswer,
  secrets: ({ password }) => [password],
} as const satisfies Provider<'netoxygen', NetoxygenCredentials, NetoxygenRequest, NetoxygenAnswer>
