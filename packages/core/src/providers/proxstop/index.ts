import type { Provider } from '../../provider.ts'
import { readAnswer } from './answer.ts'
import { authorise, credentials, type ProxstopCredentials } from './auth.ts'
import { errors } from './errors.ts'
import type { ProxstopAnswer, ProxstopRequest } from './operation.ts'
import { normalisePhoneNumber } from '../../fields.ts'
import { deliveryLookup } from './delivery-lookup.ts'
import { telephone } from './telephone.ts'

/** ProxStop: phone verification by call and SMS. Source: docs.proxstop.com/api. */
export const proxstop = {
  name: 'proxstop',
  title: 'ProxStop',
  documentationUrl: 'https://docs.proxstop.com/api',
  defaultBaseUrl: 'https://api.proxstop.com',
  credentials,
  errors,
  resources: { telephone },
  deliveryLookup,
  // Its calls take the country code in a field of its own.
  toInternational: normalisePhoneNumber,
  authorise,
  readAnswer: (response, _request, context) => readAnswer(response, context),
  secrets: ({ apiKey }) => [apiKey],
} as const satisfies Provider<'proxstop', ProxstopCredentials, ProxstopRequest, ProxstopAnswer>
