import { createHash, timingSafeEqual } from 'node:crypto'
import type { Plugin } from 'graphql-yoga'
import { type Metrics, printMetrics } from './metrics.ts'

/** The type that Prometheus asks for. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

/** Who may read `/metrics`: who bears the token, everyone, or nobody. */
export type MetricsAccess = { readonly token: string } | 'everyone' | 'nobody'

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether somebody with this `authorization` may read them. Compares in constant time. */
export const mayRead = (access: MetricsAccess, authorization: string | null | undefined): boolean => {
  if (typeof access === 'string') return access === 'everyone'
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  return timingSafeEqual(hash(given), hash(access.token))
}

/** What whoever may not read them is answered with, beside the status 401. */
export const challenge = { 'www-authenticate': 'Bearer' } as const

/** Answers `GET /metrics`, 401 without the token, or 404 where it is nobody's. */
export const useMetricsEndpoint = (metrics: Metrics, access: MetricsAccess): Plugin => ({
  onRequest({ request, url, endResponse, fetchAPI: { Response } }) {
    if (url.pathname !== '/metrics' || request.method !== 'GET' || access === 'nobody') return
    if (!mayRead(access, request.headers.get('authorization'))) {
      endResponse(new Response(null, { status: 401, headers: challenge }))
      return
    }
    return printMetrics(metrics).then((text) =>
      endResponse(new Response(text, { headers: { 'content-type': metricsType } })),
    )
  },
})
