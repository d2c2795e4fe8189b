import type { Store } from '../store/open-store.ts'

/** The store, whose statements fail while it is down; with the error given. */
export const failingStore = (store: Store, isDown: () => boolean, error = new Error('down')): Store => ({
  ...store,
  db: store.db.withPlugin({
    transformQuery({ node }) {
      if (isDown()) throw error
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }),
})
