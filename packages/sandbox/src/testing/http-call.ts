import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'

/** A request for a test, over a connection of its own. */
export interface HttpCall {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly statusCode: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

/** Calls an address with node:http. Rejects with the system's error (ECONNREFUSED, ECONNRESET) if there is no whole answer. */
export const callHttp = (url: string, { method = 'GET', headers = {}, body }: HttpCall = {}): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const request = requestHttp(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const whole = Buffer.concat(chunks)
        resolve({
          statusCode: response.statusCode ?? 0,
          headers: response.headers,
          body: whole,
          text: whole.toString('utf8'),
        })
      })
    })
    request.on('error', reject)
    request.end(body)
  })

/** POSTs a form, as the gateways want it. */
export const postForm = (url: string, fields: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
  callHttp(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
