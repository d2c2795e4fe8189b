import type * as v from 'valibot'
import { joinUrl } from '../../base-url.ts'
import { fields, optional, secret, text } from '../../fields.ts'
import { toFormRequest } from '../../form.ts'
import { MissingCredentialError } from '../../provider.ts'
import type { HttpRequest } from '../../transport.ts'
import type { Sms365Request } from './operation.ts'

/** The key of the account, and for key.get and key.reset the login instead, if there is one. Any may be missing. */
export const credentials = fields({
  apiKey: optional(secret({ title: 'API Key', description: 'API key of the sms365 account', example: 'a3f5c2…' })),
  username: optional(
    text({
      description: 'User name, e-mail or mobile number of the account; only key.get and key.reset use it',
      example: 'demo',
    }),
  ),
  password: optional(
    secret({ description: 'Password of the account; only key.get and key.reset use it', example: '…' }),
  ),
})

export type Sms365Credentials = v.InferOutput<typeof credentials>

const chooseCredentials = (needed: Sms365Request['credentials'], { apiKey, username, password }: Sms365Credentials) => {
  if (needed === 'none') return {}
  if (needed === 'login' && username && password) return { username, password }
  if (apiKey) return { key: apiKey }
  const alternative = needed === 'login' ? ', and no user name with a password' : ''
  throw new MissingCredentialError(`no API key of sms365 was given${alternative}`)
}

/** Always a POST, always `type=json`: the documented default differs between versions of the interface. */
export const authorise = (request: Sms365Request, credentials: Sms365Credentials, baseUrl: string): HttpRequest =>
  toFormRequest(
    joinUrl(baseUrl, request.endpoint),
    { ...chooseCredentials(request.credentials, credentials), ...request.parameters, type: 'json' },
    'application/json',
  )
