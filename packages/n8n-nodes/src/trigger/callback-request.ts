import type { IWebhookFunctions } from 'n8n-workflow'

/** What sms365's own receiver answers. */
export const acknowledgement = 'ACK/easysms'

/** What is used of Express, whose types n8n-workflow does not bring. */
interface HttpContext {
  readonly request: { readonly originalUrl: string }
  readonly response: {
    readonly statusCode: number
    status(code: number): HttpContext['response']
    type(mime: string): HttpContext['response']
    send(body: string): unknown
    once(event: 'close', listener: () => void): unknown
  }
}

/** The answer to a callback, as Express has it. */
export const responseOf = (functions: IWebhookFunctions) => functions.getResponseObject() as HttpContext['response']

/** The parameters of a callback, in the order of its address. */
export const readQuery = (functions: IWebhookFunctions): URLSearchParams => {
  const { originalUrl } = functions.getRequestObject() as HttpContext['request']
  const start = originalUrl.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : originalUrl.slice(start + 1))
}
