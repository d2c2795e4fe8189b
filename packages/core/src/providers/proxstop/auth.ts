import type * as v from 'valibot'
import { joinUrl } from '../../base-url.ts'
import { fields, optional, secret } from '../../fields.ts'
import { toFormRequest } from '../../form.ts'
import { MissingCredentialError } from '../../provider.ts'
import type { HttpRequest } from '../../transport.ts'
import type { ProxstopRequest } from './operation.ts'

/** The API key of the account. It may be missing: then every call fails with kind `authentication`. */
export const credentials = fields({
  apiKey: optional(
    secret({
      title: 'API Key',
      description: 'API key of the ProxStop account',
      example: '098f6bcd4621d373cade4e832627b4f6',
    }),
  ),
})

export type ProxstopCredentials = v.InferOutput<typeof credentials>

/** Asks for XML, because the JSON of this provider is not JSON. The key goes into the body. */
export const authorise = (
  { call, variables }: ProxstopRequest,
  { apiKey }: ProxstopCredentials,
  baseUrl: string,
): HttpRequest => {
  if (!apiKey) throw new MissingCredentialError('no API key of ProxStop was given')
  return toFormRequest(joinUrl(baseUrl, `${call}.xml`), { key: apiKey, ...variables }, 'application/xml, text/xml')
}
