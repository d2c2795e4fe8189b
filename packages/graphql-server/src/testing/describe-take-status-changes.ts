import type { HttpResponse } from '@heliograph/core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectProviders } from '../provider-connections.ts'
import { parseSettings } from '../settings.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { testEnvironment } from './create-test-server.ts'
import { insertMessage, readMessage } from './stored-message.ts'
import { createTestLog } from './test-jobs.ts'
import { emptyStore } from './test-store.ts'
import { applyTakenReports } from '../delivery/taken-reports.ts'
import { takeStatusChanges } from '../jobs/take-status-changes.ts'
import type { Store } from '../store/open-store.ts'

/** The tests of take status changes, on a database of the caller's. */
export const describeTakeStatusChanges = (database: string, open: () => Promise<Store>): void => {
  describe(`on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })

    beforeEach(async () => {
      await emptyStore(store)
      await store.db.deleteFrom('taken_reports').execute()
    })

    const changes =
      '{"0":{"smsId":"1500100","status":"d"},"1":{"smsId":"1500200","status":"f"},"total":2,"status":"1","error":"0"}'

    /** sms365 tells its changes once, and nothing from then on. */
    const take = async (db: StoreDatabase = store.db, answer = changes) => {
      const answers = [answer]
      const transport = {
        async send(): Promise<HttpResponse> {
          const body = new TextEncoder().encode(answers.shift() ?? '{"total":0,"status":"1","error":"0"}')
          return { status: 200, headers: {}, body }
        },
      }
      const connection = connectProviders(parseSettings(testEnvironment).providers, transport, () => {}, {
        now: Date.now,
        random: () => 0.5,
        sleep: () => Promise.resolve(),
      })['sms365']
      if (!connection) throw new Error('no connection')
      const { log, lines } = createTestLog()
      const error = await takeStatusChanges({ db, connection, log }).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      return { error, lines }
    }

    const listTaken = () => store.db.selectFrom('taken_reports').select(['provider_message_id', 'status']).execute()

    /** The store, of which the first statements that write to a table fail. */
    const failing = (failures: number): StoreDatabase => {
      let left = failures
      return new Proxy(store.db, {
        get(target, name) {
          if (name === 'insertInto' && left-- > 0) throw new Error('the store is away')
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    }

    describe('takeStatusChanges', () => {
      it('applies what is about our messages, and keeps the rest', async () => {
        const { id } = await insertMessage(store, { provider_message_id: '1500100', status: 'ACCEPTED' })
        expect((await take()).error).toBeUndefined()
        expect(await readMessage(store, id)).toMatchObject({ status: 'DELIVERED', status_raw: 'd' })
        expect(await listTaken()).toEqual([{ provider_message_id: '1500200', status: 'FAILED' }])
      })

      it('applies what it kept as soon as the answer of the send is there', async () => {
        await take()
        const { id } = await insertMessage(store, { provider_message_id: '1500200', status: 'ACCEPTED' })
        await applyTakenReports(store.db)
        expect(await readMessage(store, id)).toMatchObject({ status: 'FAILED' })
        expect(await listTaken()).toEqual([{ provider_message_id: '1500100', status: 'DELIVERED' }])
      })

      it('keeps all of them, however many have gathered and whatever stands in them', async () => {
        const gathered = Array.from({ length: 20_000 }, (_, index) => [index, { smsId: `${index + 1}`, status: 'd' }])
        const odd = { smsId: '20001', status: 'x\0y' }
        const answer = { ...Object.fromEntries(gathered), 20_000: odd, total: 20_001, status: '1', error: '0' }
        expect((await take(store.db, JSON.stringify(answer))).error).toBeUndefined()
        expect(await listTaken()).toHaveLength(20_001)
      })

      it('does not lose what it read when the store is away for a moment', async () => {
        expect((await take(failing(4))).error).toBeUndefined()
        expect(await listTaken()).toHaveLength(2)
      })

      it('writes into the log what it could not store at all', async () => {
        const { error, lines } = await take(failing(5))
        expect(error).toMatchObject({ message: 'the store is away' })
        expect(lines).toContainEqual(
          expect.objectContaining({
            taken: [
              ['1500100', 'd'],
              ['1500200', 'f'],
            ],
          }),
        )
      })
    })
  })
}
