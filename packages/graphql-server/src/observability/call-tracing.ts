import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { ProviderCallError, type Transport, TransportError } from '@heliograph/core'
import type { CallObserver } from '../provider-call.ts'
import type { RunInSpan } from './run-in-span.ts'

const traceTransport = (transport: Transport, operation: string, runInSpan: RunInSpan): Transport => {
  let sent = 0
  return {
    send(request, options) {
      const { origin, hostname, port, protocol, pathname } = new URL(request.url)
      const attributes = {
        'heliograph.operation': operation,
        'http.request.method': request.method,
        'server.address': hostname,
        'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
        'url.full': origin + pathname,
        ...(sent > 0 && { 'http.request.resend_count': sent }),
      }
      sent += 1
      return runInSpan(request.method, SpanKind.CLIENT, attributes, async (span) => {
        try {
          const response = await transport.send(request, options)
          span.setAttribute('http.response.status_code', response.status)
          if (response.status >= 400) {
            span.setAttribute('error.type', String(response.status)).setStatus({ code: SpanStatusCode.ERROR })
          }
          return response
        } catch (error) {
          span.setAttribute('error.type', error instanceof TransportError ? error.reason : 'unexpected')
          throw error
        }
      })
    },
  }
}

/** A span for each call of a provider, and one below it for each HTTP request that it makes. None holds an input or an answer. */
export const createCallTracing =
  (runInSpan: RunInSpan): CallObserver =>
  (entry, context, run) => {
    const { id, provider } = entry
    const attributes = { 'heliograph.operation': id, 'heliograph.provider': provider.name }
    return runInSpan(id, SpanKind.INTERNAL, attributes, async (span) => {
      try {
        return await run({ ...context, transport: traceTransport(context.transport, id, runInSpan) })
      } catch (error) {
        if (error instanceof ProviderCallError) {
          span.setAttributes({ 'error.type': error.kind, 'heliograph.outcome': error.outcome })
        }
        throw error
      }
    })
  }
