import { call, callChecked, type CallContext, type CatalogueEntry, type CheckedInput } from '@heliograph/core'

/**
 * Sees each call of a provider: is told which operation, may look at the requests it makes by putting a transport of its
 * own around the given one, and hands on what `run` answers or throws.
 */
export type CallObserver = (
  entry: CatalogueEntry,
  context: CallContext,
  run: (context: CallContext) => Promise<unknown>,
) => Promise<unknown>

/** What a call needs, and who looks on. */
export interface ObservedCallContext extends CallContext {
  readonly observeCall?: CallObserver | undefined
}

/** Every call of a provider that this server makes goes through here. Throws what `call` of core throws. */
export const callProvider = (entry: CatalogueEntry, input: unknown, context: ObservedCallContext): Promise<unknown> =>
  observe(entry, context, (observed) => call(entry, input, observed))

/** The same with an input that `checkInput` has given. */
export const callProviderChecked = (
  entry: CatalogueEntry,
  input: CheckedInput,
  context: ObservedCallContext,
): Promise<unknown> => observe(entry, context, (observed) => callChecked(entry, input, observed))

const observe = (
  entry: CatalogueEntry,
  context: ObservedCallContext,
  run: (context: CallContext) => Promise<unknown>,
): Promise<unknown> => (context.observeCall ? context.observeCall(entry, context, run) : run(context))
