import type { Plugin } from 'graphql-yoga'

/** `/ready`: 200 while requests are welcome, 503 once the server is about to end. */
export const useReadiness = (isReady: () => boolean): Plugin => ({
  onRequest(event) {
    if (!event.request.url.endsWith('/ready')) return
    event.endResponse(new event.fetchAPI.Response(null, { status: isReady() ? 200 : 503 }))
  },
})
