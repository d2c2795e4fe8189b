import { GraphQLError } from 'graphql'

/** How a client is connected. */
export type SubscriptionTransport = 'sse' | 'websocket'

/** The subscriptions that are open on this process. */
export interface SubscriptionLimit {
  /**
   * Counts one more, and gives what ends it. Throws a GraphQLError with the code TOO_MANY_SUBSCRIPTIONS where the caller has as
   * many as it may.
   */
  open(callerName: string, transport: SubscriptionTransport): () => void
}

/** How many subscriptions one caller may have open on one process; each costs memory and a connection. */
const mostSubscriptions = 1_000

/** Counts subscriptions by caller; `onChange` hears how many more (1) or fewer (-1) are open. */
export const createSubscriptionLimit = (
  onChange: (transport: SubscriptionTransport, difference: 1 | -1) => void = () => {},
): SubscriptionLimit => {
  const counts = new Map<string, number>()
  return {
    open(callerName, transport) {
      const count = counts.get(callerName) ?? 0
      if (count >= mostSubscriptions) {
        throw new GraphQLError(
          `At most ${mostSubscriptions} subscriptions may be open at a time. End some, or watch more messages with one of them.`,
          { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', http: { status: 429 } } },
        )
      }
      counts.set(callerName, count + 1)
      onChange(transport, 1)
      let isOpen = true
      return () => {
        if (!isOpen) return
        isOpen = false
        const left = (counts.get(callerName) ?? 1) - 1
        if (left > 0) counts.set(callerName, left)
        else counts.delete(callerName)
        onChange(transport, -1)
      }
    },
  }
}
