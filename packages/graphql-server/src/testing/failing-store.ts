import type { Store } from '../store/open-store.ts'

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
  const execute = db.executeQuery.bind(db)
  // A prepared statement is not looked at by plugins on its way in.
  db.executeQuery = async (query, options) => {
    before()
    return execute(query, options)
  }
  return { ...store, db }
}

/** The store, whose statements fail while it is down; with the error given. */
export const failingStore = (store: Store, isDown: () => boolean, error = new Error('down')): Store =>
  watchedStore(store, () => {
    if (isDown()) throw error
  })
