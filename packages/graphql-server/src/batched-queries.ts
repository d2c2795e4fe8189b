import { type CatalogueEntry, ProviderCallError } from '@heliograph/core'
import DataLoader from 'dataloader'
import { callProvider, type ObservedCallContext } from './provider-call.ts'

type Input = Readonly<Record<string, unknown>>

/** How several inputs of a query become one, and how each finds its own part in the answer. */
interface BatchedQuery {
  merge(inputs: readonly Input[]): Input
  pick(output: unknown, input: Input): unknown
}

interface MessageIds {
  readonly ids: readonly string[]
}

const listIds = (input: Input): readonly string[] => (input as unknown as MessageIds).ids.map((id) => id.trim())

/** Queries whose fields of one request are asked for with one call, by their operation's id. */
const batchedQueries: Readonly<Record<string, BatchedQuery>> = {
  'netoxygen.message.status': {
    merge: (inputs) => ({ ids: [...new Set(inputs.flatMap(listIds))] }),
    pick: (output, input) => {
      const { messages } = output as { readonly messages: readonly { readonly id: string }[] }
      const byId = new Map(messages.map((message) => [message.id, message]))
      return { messages: listIds(input).flatMap((id) => byId.get(id) ?? []) }
    },
  },
}

/** The loaders of one request, by operation id. */
export type BatchLoaders = Map<string, DataLoader<Input, unknown>>

export const isBatched = (operationId: string): boolean => Object.hasOwn(batchedQueries, operationId)

const createLoader = (entry: CatalogueEntry, query: BatchedQuery, context: ObservedCallContext) =>
  new DataLoader<Input, unknown>(
    async (inputs) => {
      const callAlone = (input: Input) => callProvider(entry, input, context).catch((error: unknown) => error as Error)
      const [first] = inputs
      if (first && inputs.length === 1) return [await callAlone(first)]
      try {
        const output = await callProvider(entry, query.merge(inputs), context)
        return inputs.map((input) => query.pick(output, input))
      } catch (error) {
        // One wrong input must fail its own field only, and say which item of its own is wrong.
        if (error instanceof ProviderCallError && error.kind === 'invalid-input') {
          return Promise.all(inputs.map(callAlone))
        }
        return inputs.map(() => error as Error)
      }
    },
    { cache: false },
  )

/** Runs a batched query together with those of its kind in the same request. Throws as `call` does. */
export const callTogether = (
  entry: CatalogueEntry,
  input: Input,
  context: ObservedCallContext,
  loaders: BatchLoaders,
): Promise<unknown> => {
  const query = batchedQueries[entry.id]
  if (!query) throw new TypeError(`${entry.id} is not a batched query`)
  const loader = loaders.get(entry.id) ?? createLoader(entry, query, context)
  loaders.set(entry.id, loader)
  return loader.load(input)
}
