import type { GatewayRequest } from './gateway.ts'

const readBody = async ({ headers, body }: GatewayRequest): Promise<[string, string][]> => {
  const contentType = headers['content-type'] ?? ''
  if (/^multipart\/form-data\b/i.test(contentType)) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
    return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return [...new URLSearchParams(body.toString('utf8'))]
  return []
}

/** Query parameters and form fields together; a field wins over a parameter, the last of a name over the others. */
export const readForm = async (request: GatewayRequest): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries([...request.query, ...(await readBody(request))])
