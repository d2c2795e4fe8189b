import { expect, test, vi } from 'vitest'
import { createReadiness } from './readiness.ts'

test('is there while the store answers, and gone once it does not', async () => {
  let isUp = true
  const pingStore = () => (isUp ? Promise.resolve() : Promise.reject(new Error('down')))
  const readiness = createReadiness({ pingStore, cacheMs: 0 })
  expect(await readiness.find()).toBeUndefined()
  isUp = false
  expect(await readiness.find()).toBe('store')
  isUp = true
  expect(await readiness.find()).toBeUndefined()
})

test('does not wait for a store that says nothing', async () => {
  const readiness = createReadiness({ pingStore: () => new Promise(() => {}), timeoutMs: 1 })
  expect(await readiness.find()).toBe('store')
})

test('asks the store once for many probes', async () => {
  const pingStore = vi.fn(() => Promise.resolve())
  const readiness = createReadiness({ pingStore, cacheMs: 60_000 })
  await Promise.all([readiness.find(), readiness.find()])
  await readiness.find()
  expect(pingStore).toHaveBeenCalledOnce()
})

test('is gone for good when the server is about to end, even for a probe under way', async () => {
  let answer = () => {}
  const pingStore = () => new Promise<void>((resolve) => (answer = resolve))
  const readiness = createReadiness({ pingStore })
  const underWay = readiness.find()
  readiness.drain()
  answer()
  expect(await underWay).toBe('draining')
  expect(await readiness.find()).toBe('draining')
})
