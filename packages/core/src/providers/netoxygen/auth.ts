import type * as v from 'valibot'
import { fields, optional, secret, text } from '../../fields.ts'
import { MissingCredentialError } from '../../provider.ts'
import type { HttpRequest } from '../../transport.ts'
import { encodeMethodCall } from '../../xml-rpc/codec.ts'
import type { NetoxygenRequest } from './operation.ts'

/** User name and password of the account. Either may be missing: then every call fails with kind `authentication`. */
export const credentials = fields({
  username: optional(text({ description: 'User name of the NetOxygen account', example: 'myuser' })),
  password: optional(secret({ description: 'Password of the NetOxygen account', example: '…' })),
})

export type NetoxygenCredentials = v.InferOutput<typeof credentials>

/** User and password are the first two parameters of every method. */
export const authorise = (
  { method, parameters = [] }: NetoxygenRequest,
  { username, password }: NetoxygenCredentials,
  baseUrl: string,
): HttpRequest => {
  if (!username || !password) throw new MissingCredentialError('no user name and password of NetOxygen were given')
  return {
    method: 'POST',
    url: baseUrl,
    headers: { accept: 'text/xml', 'content-type': 'text/xml;charset=UTF-8' },
    body: encodeMethodCall(method, [username, password, ...parameters]),
  }
}
