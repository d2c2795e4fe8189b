import { afterAll, beforeAll } from 'vitest'
import { createLog } from '../../packages/graphql-server/src/log.ts'
import { openStore, type Store } from '../../packages/graphql-server/src/store/open-store.ts'
import { describeChangeLog } from '../../packages/graphql-server/src/testing/describe-change-log.ts'
import { describeMessageQueries } from '../../packages/graphql-server/src/testing/describe-message-queries.ts'
import { describeMessageSubscription } from '../../packages/graphql-server/src/testing/describe-message-subscription.ts'
import { describeReceivedCallbacks } from '../../packages/graphql-server/src/testing/describe-received-callbacks.ts'
import { describeReports } from '../../packages/graphql-server/src/testing/describe-reports.ts'
import { describeTakenReports } from '../../packages/graphql-server/src/testing/describe-taken-reports.ts'
import { startPostgres, type TestPostgres } from '../../packages/graphql-server/src/testing/postgres.ts'

let postgres: TestPostgres
let url: string
const stores: Store[] = []

beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
})
afterAll(async () => {
  for (const store of stores) await store.close()
  await postgres.stop()
})

// Each has connections of its own, as the processes of a deployment have.
const open = async (): Promise<Store> => {
  const store = await openStore({ type: 'postgresql', url }, createLog('silent'))
  stores.push(store)
  return store
}

describeReports('PostgreSQL', open)
describeChangeLog('PostgreSQL', open)
describeReceivedCallbacks('PostgreSQL', open)
describeMessageQueries('PostgreSQL', open)
describeMessageSubscription('PostgreSQL', open)
describeTakenReports('PostgreSQL', open)
