import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { ExampleTab } from './example-tabs.ts'
import { tokenField } from './token-field.ts'

type Encoding = 'br' | 'gzip' | 'identity'

/** The GraphiQL page in the forms a browser may ask for. */
export interface GraphiqlPage {
  readonly etag: string
  /** What the page may load and run: itself, and nothing from outside. */
  readonly contentSecurityPolicy: string
  /** Compressed when first asked for, then kept. */
  body(encoding: Encoding): Promise<Uint8Array>
}

const compress: Readonly<Record<Encoding, (page: Buffer) => Promise<Buffer>>> = {
  // Quality 11 takes 20 times as long as 5 for a tenth less.
  br: (page) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (page) => promisify(gzip)(page),
  identity: (page) => Promise.resolve(page),
}

/** A hash for each script that stands in the page itself. */
const listScriptHashes = (html: string): readonly string[] =>
  [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script = '']) => {
    const digest = createHash('sha256').update(script.replaceAll('\r\n', '\n')).digest('base64')
    return `'sha256-${digest}'`
  })

/**
 * GraphiQL prefers the tabs that the browser remembers to ours, and every server on this address shares that memory:
 * numbers of the sandbox would stand in a page that sends for money. So it is forgotten when our examples are others.
 */
const forgetOtherExamples = (tabs: readonly ExampleTab[]): string => {
  const mark = createHash('sha256').update(JSON.stringify(tabs)).digest('hex')
  return `<script>{
    const key = 'heliograph:examples'
    if (localStorage.getItem(key) !== '${mark}') {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith('graphiql:') && name !== 'graphiql:theme') localStorage.removeItem(name)
      }
      localStorage.setItem(key, '${mark}')
    }
  }</script>`
}

/** Renders the page, with a field for the token where one is required; it has everything inside, so that it works without a network. */
export const renderGraphiqlPage = async (
  tabs: readonly ExampleTab[],
  isTokenRequired: boolean,
): Promise<GraphiqlPage> => {
  // Nine megabytes of script, which a server that nobody opens in a browser need not hold.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const rendered = renderGraphiQL({
    title: 'Heliograph',
    defaultTabs: [...tabs],
    defaultEditorToolsVisibility: false,
    // Headers may hold a token, which must not outlive the page.
    shouldPersistHeaders: false,
  })
  const added = forgetOtherExamples(tabs) + (isTokenRequired ? tokenField : '')
  const html = rendered.replace(/<head>/i, (head) => head + added)
  const page = Buffer.from(html)
  const bodies = new Map<Encoding, Promise<Uint8Array>>()
  return {
    etag: `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`,
    contentSecurityPolicy: [
      "default-src 'none'",
      `script-src ${listScriptHashes(html).join(' ')}`,
      "style-src 'unsafe-inline'",
      'img-src data:',
      'font-src data:',
      'worker-src blob:',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    body(encoding) {
      const body = bodies.get(encoding) ?? compress[encoding](page)
      bodies.set(encoding, body)
      return body
    },
  }
}
