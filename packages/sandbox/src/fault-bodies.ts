import type { GatewayAnswer, GatewayName } from './gateway.ts'

/** The page that a web server or proxy shows in place of the gateway's answer. */
export const htmlPage =
  '<!DOCTYPE html>\n<html><head><title>Service</title></head><body><h1>Down for maintenance</h1></body></html>\n'

const levels = 10

const entities = Array.from({ length: levels }, (_, level) =>
  level === 0 ? '<!ENTITY e0 "haha">' : `<!ENTITY e${level} "${`&e${level - 1};`.repeat(10)}">`,
)

const xmlBombContents: Readonly<Record<GatewayName, string>> = {
  proxstop: '<response><ref>&e9;</ref></response>',
  sms365: '<response><status>1</status><error>0</error><remarks>&e9;</remarks></response>',
  netoxygen: '<methodResponse><params><param><value><string>&e9;</string></value></param></params></methodResponse>',
}

/** A small document whose nested entities would become four thousand million characters. */
export const xmlBomb = (gateway: GatewayName): string =>
  `<?xml version="1.0"?>\n<!DOCTYPE bomb [\n${entities.join('\n')}\n]>\n${xmlBombContents[gateway]}\n`

const oversizedHeads: Readonly<Record<GatewayName, { readonly contentType: string; readonly head: string }>> = {
  proxstop: {
    contentType: 'text/xml; charset=UTF-8',
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n\t<ref>',
  },
  sms365: { contentType: 'application/json; charset=UTF-8', head: '{"status":"1","error":"0","remarks":"' },
  netoxygen: {
    contentType: 'text/xml; charset=utf-8',
    head: '<?xml version="1.0"?><methodResponse><params><param><value><string>',
  },
}

/** The content type and the first characters of an answer that never comes to its point. */
export const oversizedHead = (gateway: GatewayName) => oversizedHeads[gateway]

/** An answer of a status and a short page, as proxies give it. */
export const pageAnswer = (statusCode: number, page: string): GatewayAnswer => ({
  statusCode,
  contentType: 'text/html; charset=UTF-8',
  body: Buffer.from(page),
})
