import { expect, test, vi } from 'vitest'
import { createLog } from '../log.ts'
import { createMetrics, printMetrics } from './metrics.ts'
import { watchStore } from './store-metrics.ts'

const silent = createLog('silent')
const oneOpen = () => Promise.resolve([{ labels: { provider: 'sms365', status: 'SENT' }, count: 3 }])
const noJobs = () => Promise.resolve([])

test('shows what the store holds, and nothing of it while the store is away', async () => {
  const metrics = createMetrics()
  let isUp = true
  const countOpenMessages = () => (isUp ? oneOpen() : Promise.reject(new Error('away')))
  watchStore(metrics, { countOpenMessages, countJobs: noJobs }, silent, 0)
  const up = await printMetrics(metrics)
  expect(up).toContain('heliograph_messages_open{provider="sms365",status="SENT"} 3')
  expect(up).toContain('heliograph_store_up 1')
  isUp = false
  const down = await printMetrics(metrics)
  expect(down).not.toContain('heliograph_messages_open{')
  expect(down).toContain('heliograph_store_up 0')
})

test('asks the store once for scrapes that follow each other', async () => {
  const metrics = createMetrics()
  const countOpenMessages = vi.fn(oneOpen)
  watchStore(metrics, { countOpenMessages, countJobs: noJobs }, silent, 60_000)
  await Promise.all([printMetrics(metrics), printMetrics(metrics)])
  await printMetrics(metrics)
  expect(countOpenMessages).toHaveBeenCalledOnce()
})
