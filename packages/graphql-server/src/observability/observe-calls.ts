import type { CallObserver } from '../provider-call.ts'

/** One observer of several: the first one sees the most, the last one is next to the call. */
export const joinObservers = (observers: readonly CallObserver[]): CallObserver =>
  observers.reduceRight<CallObserver>(
    (inner, outer) => (entry, context, run) => outer(entry, context, (observed) => inner(entry, observed, run)),
    (_entry, context, run) => run(context),
  )
