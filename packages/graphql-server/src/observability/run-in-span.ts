import type { Attributes, Span, SpanKind } from '@opentelemetry/api'

/** Makes a span within the one that is under way, and ends it when `run` has ended. */
export type RunInSpan = <Result>(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  run: (span: Span) => Promise<Result>,
) => Promise<Result>
