import { createYoga } from 'graphql-yoga'
import { expect, test } from 'vitest'
import { createSchema } from '../create-graphql-server.ts'
import { createMetrics } from './metrics.ts'
import { type MetricsAccess, useMetricsEndpoint } from './use-metrics-endpoint.ts'

const schema = createSchema()

const read = (access: MetricsAccess, authorization?: string) => {
  const yoga = createYoga({ schema, logging: false, plugins: [useMetricsEndpoint(createMetrics(), access)] })
  return yoga.fetch('http://localhost/metrics', { headers: authorization === undefined ? {} : { authorization } })
}

test('answers in the text format of Prometheus, with the numbers of the process too', async () => {
  const response = await read('everyone')
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await response.text()
  expect(text).toContain('# TYPE heliograph_provider_calls_total counter')
  expect(text).toContain('process_resident_memory_bytes')
})

test('answers only who bears the token, where there is one', async () => {
  const access = { token: 'a-long-enough-token-of-metrics' }
  const statuses = await Promise.all(
    [
      undefined,
      'Bearer wrong',
      `Basic ${access.token}`,
      'Bearer',
      `Bearer ${access.token}`,
      `bearer ${access.token}`,
    ].map(async (authorization) => (await read(access, authorization)).status),
  )
  expect(statuses).toEqual([401, 401, 401, 401, 200, 200])
})

test('is not there where it is for nobody', async () => {
  expect((await read('nobody')).status).toBe(404)
})
