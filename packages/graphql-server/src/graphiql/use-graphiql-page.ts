import type { Plugin } from 'graphql-yoga'
import type { GraphiqlPage } from './page.ts'

const accepts = (header: string, encoding: string): boolean =>
  header.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })

const isPagePath = (url: URL): boolean => url.pathname === '/graphql' || url.pathname === '/graphql/'

/** Shows GraphiQL to a browser that opens `/graphql`, and leads it there from `/`. The page is made when first asked for. */
export const useGraphiqlPage = (renderPage: () => Promise<GraphiqlPage>): Plugin => {
  let rendered: Promise<GraphiqlPage> | undefined
  return {
    async onRequest(event) {
      const { request, url, fetchAPI } = event
      if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return
      if (url.pathname === '/') {
        event.endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: '/graphql' } }))
        return
      }
      if (!isPagePath(url)) return
      const page = await (rendered ??= renderPage())
      const headers = {
        etag: page.etag,
        'cache-control': 'no-cache',
        vary: 'accept, accept-encoding',
        'content-security-policy': page.contentSecurityPolicy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      }
      if (request.headers.get('if-none-match') === page.etag) {
        event.endResponse(new fetchAPI.Response(null, { status: 304, headers }))
        return
      }
      const acceptEncoding = request.headers.get('accept-encoding') ?? ''
      const encoding = (['br', 'gzip'] as const).find((name) => accepts(acceptEncoding, name)) ?? 'identity'
      const body = await page.body(encoding)
      event.endResponse(
        new fetchAPI.Response(body as BodyInit, {
          headers: {
            ...headers,
            'content-type': 'text/html; charset=utf-8',
            ...(encoding !== 'identity' && { 'content-encoding': encoding }),
          },
        }),
      )
    },
  }
}
