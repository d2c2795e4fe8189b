import { createTransportError } from '@heliograph/core/undici'
import { expect, test } from 'vitest'
import { type CallAnswer, UncallableAddressError } from '../jobs/call-address.ts'
import { createMetrics, printMetrics } from './metrics.ts'
import { watchCallbacks } from './watch-callbacks.ts'
import { watchWebhooks } from './watch-webhooks.ts'

const request = { method: 'POST', url: 'https://receiver.example.com/', headers: {}, body: '' } as const

const listSamples = async (metrics: ReturnType<typeof createMetrics>, prefix: string) =>
  (await printMetrics(metrics)).split('\n').filter((line) => line.startsWith(prefix) && !line.includes('_bucket'))

test("callers' callbacks are counted by the class of their status, or by why no answer came", async () => {
  const metrics = createMetrics()
  const failures = [createTransportError('tls', false, 'x.example'), new UncallableAddressError('x'), new Error('x')]
  const left: (CallAnswer | Error)[] = [{ status: 204 }, { status: 299 }, { status: 503 }, ...failures]
  const call = watchCallbacks(metrics, async () => {
    const next = left.shift() ?? new Error('nothing is left')
    if (next instanceof Error) throw next
    return next
  })
  expect(await call('https://x.example/', { allowPrivate: false })).toEqual({ status: 204 })
  await call('https://x.example/', { allowPrivate: false })
  await call('https://x.example/', { allowPrivate: false })
  for (const failure of failures) {
    await expect(call('https://x.example/', { allowPrivate: false })).rejects.toBe(failure)
  }
  expect(await listSamples(metrics, 'heliograph_caller_callback_requests')).toEqual([
    'heliograph_caller_callback_requests_total{result="2xx"} 2',
    'heliograph_caller_callback_requests_total{result="5xx"} 1',
    'heliograph_caller_callback_requests_total{result="tls"} 1',
    'heliograph_caller_callback_requests_total{result="uncallable"} 1',
    'heliograph_caller_callback_requests_total{result="failed"} 1',
  ])
  expect(await listSamples(metrics, 'heliograph_caller_callback_request_duration')).toContain(
    'heliograph_caller_callback_request_duration_seconds_count 6',
  )
})

test('webhooks are counted by their status, or by why no answer came, and timed', async () => {
  const metrics = createMetrics()
  const broken = createTransportError('reset', true, 'receiver.example.com')
  const answers = [{ status: 200, headers: {}, body: new Uint8Array() }]
  const transport = watchWebhooks(metrics, {
    send: async () => answers.shift() ?? Promise.reject(broken),
  })
  const options = { deadline: Date.now() + 1_000 }
  expect(await transport.send(request, options)).toMatchObject({ status: 200 })
  await expect(transport.send(request, options)).rejects.toBe(broken)
  expect(await listSamples(metrics, 'heliograph_webhook_requests')).toEqual([
    'heliograph_webhook_requests_total{result="200"} 1',
    'heliograph_webhook_requests_total{result="reset"} 1',
  ])
  expect(await listSamples(metrics, 'heliograph_webhook_request_duration')).toContain(
    'heliograph_webhook_request_duration_seconds_count 2',
  )
})
