import { readSecret } from './read-secret.ts'
import { type Environment, ports, readWhole } from './read-setting.ts'

/** Where spans go, and which. */
export interface TracingSettings {
  /** Absolute: `http://collector:4318/v1/traces` */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  /** From 0 to 1: the share of traces that are kept where the caller has not decided. */
  readonly ratio: number
}

export interface ObservabilitySettings {
  /** Where `/metrics` is served by itself. */
  readonly metricsPort?: number
  /** What a reader of `/metrics` must bear, on whichever port. */
  readonly metricsToken?: string
  readonly tracing?: TracingSettings
}

const shortestToken = 24

const parseHeaders = (text: string | undefined, problems: string[]): Readonly<Record<string, string>> => {
  const pairs = (text ?? '').split(',').filter((pair) => pair.trim() !== '')
  const headers = pairs.map((pair) => /^\s*([\w-]+)\s*=\s*([\x20-\x7e]*?)\s*$/.exec(pair))
  if (headers.includes(null)) {
    problems.push(
      'OTEL_EXPORTER_OTLP_HEADERS must be name=value pairs separated by commas, such as authorization=Bearer%20token.',
    )
  }
  try {
    return Object.fromEntries(headers.map((match) => [match?.[1] ?? '', decodeURIComponent(match?.[2] ?? '')]))
  } catch {
    problems.push('OTEL_EXPORTER_OTLP_HEADERS has a % that is no escape: write it as %25.')
    return {}
  }
}

const toTracesUrl = (endpoint: string): string => `${endpoint.replace(/\/+$/, '')}/v1/traces`

const parseTracing = (env: Environment, problems: string[]): TracingSettings | undefined => {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  const headers = parseHeaders(readSecret(env, 'OTEL_EXPORTER_OTLP_HEADERS', problems), problems)
  const ratio = env['OTEL_TRACES_SAMPLER_ARG'] ?? '1'
  if (!/^(0|1|0?\.\d+|1\.0+)$/.test(ratio)) {
    problems.push(
      `OTEL_TRACES_SAMPLER_ARG must be a share from 0 to 1, such as 0.1; given was ${JSON.stringify(ratio)}.`,
    )
  }
  if (endpoint === undefined || endpoint === '') return undefined
  const url = URL.parse(endpoint)
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.username !== '') {
    problems.push(
      'OTEL_EXPORTER_OTLP_ENDPOINT must be the http or https address of a collector, without user, password or query, such as http://localhost:4318.',
    )
  }
  const serviceName = env['OTEL_SERVICE_NAME'] || 'heliograph'
  return { endpoint: toTracesUrl(endpoint), headers, serviceName, ratio: Number(ratio) }
}

/** The settings of metrics and traces. Adds to `problems` what is wrong with them. */
export const parseObservabilitySettings = (env: Environment, problems: string[]): ObservabilitySettings => {
  const metricsPort =
    env['METRICS_PORT'] === undefined ? undefined : readWhole(env, 'METRICS_PORT', { ...ports, unset: 0 }, problems)
  const metricsToken = readSecret(env, 'METRICS_TOKEN', problems)
  if (metricsToken !== undefined && !/^[\x21-\x7e]+$/.test(metricsToken)) {
    problems.push('METRICS_TOKEN must be printable characters without spaces.')
  } else if (metricsToken !== undefined && metricsToken.length < shortestToken) {
    problems.push(
      `METRICS_TOKEN must have at least ${shortestToken} characters, such as the output of: openssl rand -hex 24.`,
    )
  }
  const tracing = parseTracing(env, problems)
  return {
    ...(metricsPort !== undefined && { metricsPort }),
    ...(metricsToken !== undefined && { metricsToken }),
    ...(tracing && { tracing }),
  }
}
