import type { Store } from '../store/open-store.ts'
import type { RunPrepared } from '../store/prepared-statements.ts'

/** The store; `before` is called for each statement, and `after` with its rows: what they throw, the statement fails with. */
export const watchedStore = (
  store: Store,
  before: () => void,
  after: (rows: readonly unknown[]) => void = () => {},
): Store => {
  const db = store.db.withPlugin({
    transformQuery({ node }) {
      before()
      return node
    },
    transformResult({ result }) {
      after(result.rows)
      return Promise.resolve(result)
    },
  })
  const runPrepared: RunPrepared = async (text, parameters) => {
    before()
    const rows = await store.runPrepared(text, parameters)
    after(rows)
    return rows as never
  }
  return { ...store, db, runPrepared }
}

/** The store, whose statements fail while it is down; with the error given. */
export const failingStore = (store: Store, isDown: () => boolean, error = new Error('down')): Store =>
  watchedStore(store, () => {
    if (isDown()) throw error
  })
