import { generateKeySync, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { failingStore } from './failing-store.ts'
import { insertMessage, readMessage } from './stored-message.ts'
import { emptyStore } from './test-store.ts'
import { createCallbackAddresses } from '../delivery/callback-address.ts'
import { type CallbackResult, createCallbackReceiver } from '../delivery/receive-callback.ts'
import { createReportQueue, type ReportQueue } from '../delivery/report-queue.ts'
import type { Store } from '../store/open-store.ts'

/** What callbacks do, over any store. */
export const describeReceivedCallbacks = (database: string, open: () => Promise<Store>): void => {
  describe(`callbacks on ${database}`, () => {
    let store: Store
    let stored: ReportQueue
    let server: Server
    let origin: string
    let queue: ReportQueue
    let results: CallbackResult[]
    let logLines: string[]

    beforeAll(async () => {
      store = await open()
      await emptyStore(store)
      stored = createReportQueue(store.db)
    })
    beforeAll(async () => {
      server = createServer((request, response) => {
        const receive = createCallbackReceiver({
          addresses: createCallbackAddresses(secret, undefined),
          reports: queue,
          log: createLog('trace', { write: (line) => logLines.push(line) }),
          onCallback: (result) => results.push(result),
        })
        if (!receive(request, response)) response.writeHead(418).end()
      })
      // A busy machine must not make the client use a connection that the server is just closing.
      server.keepAliveTimeout = 60_000
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve))
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    })
    beforeEach(() => {
      queue = stored
      results = []
      logLines = []
    })
    afterEach(() => emptyStore(store))
    afterAll(() => new Promise((resolve) => server.close(resolve)))

    const secret = generateKeySync('hmac', { length: 256 })
    const delivered = 'msgid=1500100&status=d&cost=1.5&to=306971234567&mcc=202&mnc=05'

    const addressOf = (id: string): string => createCallbackAddresses(secret, origin).addressOf(id) ?? ''
    const callAt = async (address: string, query: string, method = 'GET') => {
      const response = await fetch(`${address}?${query}`, { method })
      return { status: response.status, body: await response.text() }
    }
    const call = (id: string, query = delivered) => callAt(addressOf(id), query)
    const listChanges = () => store.db.selectFrom('message_changes').selectAll().execute()

    test('a callback is stored, and then acknowledged as the gateway expects it', async () => {
      const { id } = await insertMessage(store)
      expect(await call(id)).toEqual({ status: 200, body: 'ACK/easysms' })
      expect(await readMessage(store, id)).toMatchObject({
        status: 'DELIVERED',
        status_raw: 'd',
        cost: '1.5',
        provider_message_id: '1500100',
      })
      expect(results).toEqual(['stored'])
    })

    test('a callback that comes again changes nothing and is acknowledged; another end is kept beside the first', async () => {
      const { id } = await insertMessage(store)
      await call(id)
      const before = await readMessage(store, id)
      expect(await call(id)).toMatchObject({ status: 200 })
      expect(await call(id, delivered.replace('status=d', 'status=s'))).toMatchObject({ status: 200 })
      expect(await readMessage(store, id)).toEqual(before)
      expect(await call(id, delivered.replace('status=d', 'status=f'))).toMatchObject({ status: 200 })
      expect(await readMessage(store, id)).toMatchObject({ status: 'DELIVERED', contradiction: { status: 'FAILED' } })
      expect(results).toEqual(['stored', 'repeated', 'repeated', 'contradicted'])
      expect(await listChanges()).toHaveLength(2)
    })

    test('a wrong token, a message that is not there and an address that is none are answered alike', async () => {
      const { id } = await insertMessage(store)
      const address = addressOf(id)
      const answers = [
        await callAt(address.slice(0, -1) + (address.endsWith('A') ? 'B' : 'A'), delivered),
        await callAt(address.slice(0, -1), delivered),
        await callAt(address.replace(id, randomUUID()), delivered),
        await call(randomUUID()),
        await callAt(`${origin}/callbacks/sms365/`, delivered),
        await callAt(`${origin}//[/callbacks/sms365/x/y`, delivered),
      ]
      expect(answers).toEqual(answers.map(() => ({ status: 404, body: 'Not found\n' })))
      expect(results).toEqual(answers.map(() => 'forged'))
      expect(await readMessage(store, id)).toMatchObject({ status: 'UNKNOWN' })
    })

    test('a callback that was cut off, or is too long, is refused and changes nothing', async () => {
      const { id } = await insertMessage(store)
      const cut = ['', 'msgid=1500100', 'msgid=1500100&status=', 'status=d', 'msgid=0&status=d', 'msgid=%20&status=d']
      for (const query of cut) expect(await call(id, query)).toMatchObject({ status: 400 })
      expect(await call(id, `${delivered}&x=${'x'.repeat(8_192)}`)).toMatchObject({ status: 414 })
      expect(results).toEqual([...cut.map(() => 'unreadable'), 'oversized'])
      expect(await readMessage(store, id)).toMatchObject({ status: 'UNKNOWN', provider_message_id: null })
    })

    test('nothing but GET does anything', async () => {
      const { id } = await insertMessage(store)
      for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
        expect(await callAt(addressOf(id), delivered, method)).toEqual({ status: 405, body: '' })
      }
      expect(await readMessage(store, id)).toMatchObject({ status: 'UNKNOWN' })
      expect(results).toEqual([])
    })

    test('what the store does not take is not acknowledged, and may come again', async () => {
      const { id } = await insertMessage(store)
      queue = { add: () => Promise.reject(new Error('geheim')) }
      expect(await call(id)).toEqual({ status: 503, body: 'Try again later\n' })
      queue = stored
      expect(await call(id)).toMatchObject({ status: 200 })
      expect(results).toEqual(['failed', 'stored'])
    })

    test('a report is told to the store once more before it is turned away', async () => {
      const { id } = await insertMessage(store)
      let failures = 1
      const failing = failingStore(store, () => failures-- > 0, new Error('the connection was lost'))
      queue = createReportQueue(failing.db)
      expect(await call(id)).toMatchObject({ status: 200 })
      failures = 2
      expect(await call(id)).toMatchObject({ status: 503 })
      expect(await readMessage(store, id)).toMatchObject({ status: 'DELIVERED' })
    })

    test('a callback that names another recipient or SMS counts, and is worth a line of the log', async () => {
      const { id } = await insertMessage(store, { provider_message_id: '1500100' })
      await call(id, delivered.replace('306971234567', '306979999999'))
      expect(await readMessage(store, id)).toMatchObject({ status: 'DELIVERED', recipient: '306971234567' })
      expect(logLines.filter((line) => line.includes('another recipient'))).toHaveLength(1)
    })

    test('neither number nor token stands in the log', async () => {
      const { id } = await insertMessage(store)
      await call(id)
      await call(id, delivered.replace('306971234567', '306979999999'))
      await callAt(`${addressOf(id)}x`, delivered)
      const log = logLines.join()
      expect(log).toContain('"msg":"callback"')
      for (const hidden of ['30697', addressOf(id).split('/').at(-1) ?? '']) expect(log).not.toContain(hidden)
    })

    test('any other request is left alone', async () => {
      expect(await callAt(`${origin}/graphql`, 'x=/callbacks/sms365/')).toMatchObject({ status: 418 })
      expect(await callAt(`${origin}/callbacks`, '')).toMatchObject({ status: 418 })
    })

    test('two thousand callbacks at once, doubled and out of order: every message is right', async () => {
      const ids = await Promise.all(Array.from({ length: 500 }, async () => (await insertMessage(store)).id))
      const calls = ids.flatMap((id, index) => {
        const final = index % 2 === 0 ? 'd' : 'f'
        return ['s', final, final, 's'].map(
          (letter) => [id, delivered.replace('status=d', `status=${letter}`)] as const,
        )
      })
      const shuffled = calls.toSorted(([one], [other]) => one.slice(9, 13).localeCompare(other.slice(9, 13)))
      const answers = await Promise.all(shuffled.map(([id, query]) => call(id, query)))
      expect(answers).toEqual(answers.map(() => ({ status: 200, body: 'ACK/easysms' })))
      for (const [index, id] of ids.entries()) {
        const { status, contradiction } = await readMessage(store, id)
        expect([status, contradiction]).toEqual([index % 2 === 0 ? 'DELIVERED' : 'FAILED', null])
      }
    })
  })
}
