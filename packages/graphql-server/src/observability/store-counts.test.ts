import { afterEach, expect, test } from 'vitest'
import { queueNames, startQueue } from '../jobs/queue.ts'
import { createLog } from '../log.ts'
import { insertMessage } from '../testing/stored-message.ts'
import { emptyStore, testStore } from '../testing/test-store.ts'
import { countInStore, pingStore } from './store-counts.ts'

const store = testStore()
afterEach(() => emptyStore(store))

test('counts messages without an end, by provider and status', async () => {
  await insertMessage(store, { status: 'SENT' })
  await insertMessage(store, { status: 'SENT' })
  await insertMessage(store, { status: 'UNKNOWN', provider: 'netoxygen' })
  await insertMessage(store, { status: 'DELIVERED', final_at: new Date() })
  expect(await countInStore(store).countOpenMessages()).toEqual(
    expect.arrayContaining([
      { labels: { provider: 'sms365', status: 'SENT' }, count: 2 },
      { labels: { provider: 'netoxygen', status: 'UNKNOWN' }, count: 1 },
    ]),
  )
  expect(await countInStore(store).countOpenMessages()).toHaveLength(2)
})

test('counts jobs that wait, by queue and state', async () => {
  const queue = await startQueue(store, createLog('silent'))
  await queue.boss.send(queueNames.webhooks, {})
  await queue.boss.send(queueNames.webhooks, {})
  expect(await countInStore(store).countJobs()).toEqual([{ labels: { queue: 'webhooks', state: 'created' }, count: 2 }])
  await queue.stop()
})

test('a store that is there answers the ping', async () => {
  await expect(pingStore(store)).resolves.toBeUndefined()
})
