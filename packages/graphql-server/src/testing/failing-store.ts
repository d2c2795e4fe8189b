import type { Store } from '../store/open-store.ts'

/** The store, whose statements fail while it is down. */
export const failingStore = (store: Store, isDown: () => boolean): Store => ({
  ...store,
  db: store.db.withPlugin({
    transformQuery({ node }) {
      if (isDown()) throw new Error('down')
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }),
})
