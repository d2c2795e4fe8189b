import { afterAll, beforeAll } from 'vitest'
import { createLog } from '../../packages/graphql-server/src/log.ts'
import { openStore, type Store } from '../../packages/graphql-server/src/store/open-store.ts'
import { describeKeys } from '../../packages/graphql-server/src/testing/describe-keys.ts'
import { describeSends } from '../../packages/graphql-server/src/testing/describe-sends.ts'
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
const open = async () => {
  const store = await openStore({ type: 'postgresql', url }, createLog('silent'))
  stores.push(store)
  return store
}
describeSends('PostgreSQL', open)
describeKeys('PostgreSQL', open)
