import type { Plugin } from 'graphql-yoga'
import type { Readiness, Unreadiness } from '../observability/readiness.ts'

/**
 * `/health`: 200 while the process runs. `/ready`: 200 while requests are welcome, else 503 with the reason as JSON:
 * `{"status":"unavailable","reason":"draining"}`.
 */
export const useProbes = ({ find }: Pick<Readiness, 'find'>): Plugin => ({
  onRequest({ request, url, endResponse, fetchAPI: { Response } }) {
    if (request.method !== 'GET' && request.method !== 'HEAD') return
    if (url.pathname !== '/health' && url.pathname !== '/ready') return
    const answer = (reason: Unreadiness | undefined) => {
      const body = JSON.stringify(reason === undefined ? { status: 'ok' } : { status: 'unavailable', reason })
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
      const status = reason === undefined ? 200 : 503
      endResponse(new Response(request.method === 'HEAD' ? null : body, { status, headers }))
    }
    return url.pathname === '/health' ? answer(undefined) : find().then(answer)
  },
})
