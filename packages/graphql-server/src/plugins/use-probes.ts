import type { Plugin } from 'graphql-yoga'

/** `/health`: 200 while the process runs. `/ready`: 200 while requests are welcome, 503 once the server is about to end. */
export const useProbes = (isReady: () => boolean): Plugin => ({
  onRequest({ request, url, endResponse, fetchAPI }) {
    if (request.method !== 'GET' && request.method !== 'HEAD') return
    if (url.pathname !== '/health' && url.pathname !== '/ready') return
    const status = url.pathname === '/health' || isReady() ? 200 : 503
    endResponse(new fetchAPI.Response(null, { status }))
  },
})
