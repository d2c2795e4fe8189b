import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, RequestListener } from 'node:http'
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { GraphQLSchema } from 'graphql'
import type { CallObserver } from '../provider-call.ts'
import type { TracingSettings } from '../settings/observability-settings.ts'
import { createCallTracing } from './call-tracing.ts'
import { findRoute } from './routes.ts'
import type { RunInSpan } from './run-in-span.ts'
import { createExecutionTracing, traceRootFields, type TraceExecution } from './graphql-tracing.ts'

export interface Tracing {
  /** Spans for the calls of providers. */
  readonly observeCall: CallObserver
  /** Spans for the execution of GraphQL operations. */
  readonly traceExecution: TraceExecution
  /** Spans for the root fields of a schema, which it changes. */
  traceRootFields(schema: GraphQLSchema): void
  /** A span for each request that the listener answers, below the `traceparent` of the request if it has one. */
  wrapListener(listener: RequestListener): RequestListener
  /** What names the trace under way, for the log. */
  findTraceId(): string | undefined
  /** Sends what is left, for up to `timeoutMs`. */
  close(timeoutMs: number): Promise<void>
}

/** Probes and scrapes would be most of the spans. */
const untraced = new Set(['/health', '/ready', '/metrics'])

const propagator = new W3CTraceContextPropagator()

const startHttpSpan = (tracer: Tracer, request: IncomingMessage, route: string) => {
  const outside = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter)
  const method = request.method ?? 'GET'
  const attributes = { 'http.request.method': method, 'http.route': route, 'url.scheme': 'http' }
  const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, outside)
  return { span, within: trace.setSpan(outside, span) }
}

/**
 * Tracing over OpenTelemetry, sent to a collector as OTLP over HTTP. It registers nothing globally, so a program that
 * runs the server beside its own tracing keeps its own.
 */
export const startTracing = ({ endpoint, headers, serviceName, ratio }: TracingSettings): Tracing => {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: endpoint, headers: { ...headers } }) }),
    ],
  })
  const tracer = provider.getTracer('heliograph')
  const contexts = new AsyncLocalStorage<Context>()
  const runInSpan: RunInSpan = async (name, kind, attributes, run) => {
    const parent = contexts.getStore() ?? ROOT_CONTEXT
    const span = tracer.startSpan(name, { kind, attributes }, parent)
    try {
      return await contexts.run(trace.setSpan(parent, span), () => run(span))
    } catch (error) {
      // Its message may quote what was sent.
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  }
  return {
    observeCall: createCallTracing(runInSpan),
    traceExecution: createExecutionTracing(runInSpan),
    traceRootFields: (schema) => traceRootFields(schema, runInSpan),
    wrapListener: (listener) => (request, response) => {
      const route = findRoute(request.url ?? '')
      if (untraced.has(route)) return listener(request, response)
      const { span, within } = startHttpSpan(tracer, request, route)
      response.once('close', () => {
        span.setAttribute('http.response.status_code', response.statusCode)
        if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      })
      contexts.run(within, () => listener(request, response))
    },
    findTraceId: () => trace.getSpanContext(contexts.getStore() ?? ROOT_CONTEXT)?.traceId,
    async close(timeoutMs) {
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs)
      })
      // A collector that is away must not hold up the stop.
      await Promise.race([provider.shutdown().catch(() => {}), limit])
      clearTimeout(timer)
    },
  }
}
