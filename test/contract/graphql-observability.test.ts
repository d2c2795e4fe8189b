import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLog, parseSettings, startServer } from '@heliograph/graphql-server'
import { startSandbox } from '@heliograph/sandbox'
import { afterEach, describe, expect, test } from 'vitest'
import { askGraphql, toServerEnvironment } from './graphql-test-server.ts'
import { type CollectedSpan, startSpanCollector } from './span-collector.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const start = async (env: Readonly<Record<string, string>> = {}) => {
  const sandbox = await startSandbox()
  closers.push(() => sandbox.close())
  const logLines: string[] = []
  const log = createLog('info', { write: (line) => logLines.push(line) })
  const settings = parseSettings({ ...toServerEnvironment(sandbox), DATA_DIR: 'memory://', ...env })
  const server = await startServer({ settings, log })
  closers.push(() => server.close())
  return { sandbox, server, logLines, origin: new URL(server.url).origin }
}

const send = 'mutation Hello { sms365SmsSend(input: { to: "306971234567", text: "a secret text" }) { __typename } }'

const findMetricsUrl = (logLines: readonly string[]): string => {
  const { metrics } = JSON.parse(logLines.find((line) => line.includes('listening')) ?? '') as { metrics: string }
  return metrics
}

describe('metrics', () => {
  test('tell of requests and calls on the port of the server, which is open to this machine', async () => {
    const { server, origin } = await start()
    await askGraphql(server.url, send)
    await fetch(`${origin}/elsewhere/306971234567`)
    const response = await fetch(`${origin}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    expect(text).toContain('heliograph_http_requests_total{route="/graphql",status="200"} 1')
    expect(text).toContain('heliograph_http_requests_total{route="other",status="404"} 1')
    expect(text).toContain('heliograph_http_request_duration_seconds_count{route="/graphql"} 1')
    expect(text).toContain(
      'heliograph_provider_calls_total{operation="sms365.sms.send",kind="none",outcome="accepted"} 1',
    )
    expect(text).not.toMatch(/306971234567|a secret text|Hello/)
  })

  test('are nobody’s on the port of a server with tokens, unless they have a token of their own', async () => {
    const token = 'a-token-of-the-app-that-is-long'
    const env = { API_TOKENS: `app:read:${token}` }
    const { origin } = await start(env)
    const authorization = `Bearer ${token}`
    expect((await fetch(`${origin}/metrics`, { headers: { authorization } })).status).toBe(404)

    const metricsToken = 'a-token-of-the-metrics-that-is-long'
    const other = await start({ ...env, METRICS_TOKEN: metricsToken })
    const statusWith = async (bearer: string) =>
      (await fetch(`${other.origin}/metrics`, { headers: { authorization: `Bearer ${bearer}` } })).status
    expect([await statusWith(token), await statusWith(metricsToken)]).toEqual([401, 200])
  })

  test('have a port of their own where METRICS_PORT is set, and none on that of the server', async () => {
    const { origin, logLines } = await start({ METRICS_PORT: '0' })
    const metrics = findMetricsUrl(logLines)
    expect((await fetch(metrics)).status).toBe(200)
    expect((await fetch(new URL('/graphql', metrics))).status).toBe(404)
    expect((await fetch(`${origin}/metrics`)).status).toBe(404)
  })

  test('are shown to bearers of their token alone where there is one, on both ports', async () => {
    const token = 'a-token-of-the-metrics-that-is-long'
    const { origin, logLines } = await start({ METRICS_PORT: '0', METRICS_TOKEN: token })
    for (const url of [findMetricsUrl(logLines), `${origin}/metrics`]) {
      const refusal = await fetch(url)
      expect([refusal.status, refusal.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(await refusal.text()).toBe('')
      expect((await fetch(url, { headers: { authorization: `Bearer ${token}x` } })).status).toBe(401)
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('heliograph_jobs')])
    }
  })

  test('METRICS_PORT is named where it is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    closers.push(() => taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    await expect(start({ METRICS_PORT: String(port) })).rejects.toThrow(
      `METRICS_PORT ${port} on 127.0.0.1 is taken by another process: choose another one with METRICS_PORT, or 0 for any that is free.`,
    )
  })
})

const startTraced = async (env: Readonly<Record<string, string>> = {}) => {
  const collector = await startSpanCollector()
  closers.push(() => collector.close())
  const server = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env })
  return { ...server, collector }
}

const lineage = (spans: readonly CollectedSpan[], from: CollectedSpan): readonly string[] => {
  const parent = spans.find(({ spanId }) => spanId === from.parentSpanId)
  return [...(parent ? lineage(spans, parent) : []), from.name]
}

describe('traces', () => {
  test('lead from the request to the HTTP request of the provider, and are sent before the server ends', async () => {
    const { server, collector } = await startTraced({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x' })
    await askGraphql(server.url, send)
    await server.close()
    const { spans } = collector
    const client = spans.find(({ kind }) => kind === 3)
    expect(client && lineage(spans, client)).toEqual([
      'POST /graphql',
      'mutation Hello',
      'sms365SmsSend',
      'sms365.sms.send',
      'POST',
    ])
    expect(client?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'heliograph.operation': 'sms365.sms.send',
    })
    expect([...collector.services]).toEqual(['heliograph'])
    expect(collector.requests[0]).toEqual({ path: '/v1/traces', authorization: 'Bearer x' })
  })

  test('hold no number, text, credential or query', async () => {
    const { server, sandbox, collector, origin } = await startTraced()
    await askGraphql(server.url, send)
    await fetch(
      `${origin}/graphql?query=${encodeURIComponent('{ sms365MobileCheck(mobile: "306973111222") { __typename } }')}`,
    )
    await fetch(`${origin}/callbacks/sms365/some-id/secret-part?msgid=5`)
    await server.close()
    expect(collector.spans.length).toBeGreaterThan(8)
    expect(collector.spans.some(({ name }) => name === 'GET /callbacks/sms365')).toBe(true)
    const told = JSON.stringify(collector.spans)
    expect(told).not.toMatch(/306971234567|306973111222|a secret text|secret-part|msgid/)
    for (const { apiKey } of [sandbox.credentials.sms365, sandbox.credentials.proxstop])
      expect(told).not.toContain(apiKey)
  })

  test('go on from the traceparent of the request, also in the log', async () => {
    const { server, collector, logLines } = await startTraced()
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
      body: JSON.stringify({ query: '{ sms365MeBalance { balance } }' }),
    })
    await server.close()
    expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]))
    expect(collector.spans.find(({ name }) => name === 'POST /graphql')?.parentSpanId).toBe('00f067aa0ba902b7')
    expect(logLines.find((line) => line.includes('"request"'))).toContain(`"traceId":"${traceId}"`)
  })

  test('tell of a failure by its kind', async () => {
    const { server, sandbox, collector } = await startTraced()
    await sandbox.faults.add({ kind: 'unavailable', endpoint: 'sms/send' })
    await askGraphql(server.url, send)
    await server.close()
    const named = (name: string) => collector.spans.find((span) => span.name === name)
    expect(named('sms365.sms.send')).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'unavailable', 'heliograph.outcome': 'unknown' },
    })
    expect(named('sms365SmsSend')).toMatchObject({ attributes: { 'error.type': 'OutcomeUnknownError' } })
    expect(named('POST')).toMatchObject({ attributes: { 'error.type': '503' } })
  })

  test('do not hold up the end of the server while their collector says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    closers.push(() => {
      silent.closeAllConnections()
      silent.close()
    })
    const { port } = silent.address() as AddressInfo
    const { server } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` })
    await askGraphql(server.url, send)
    const startedAt = performance.now()
    await server.close()
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})
