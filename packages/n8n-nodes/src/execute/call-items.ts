import { call, type CallContext, type CatalogueEntry, ProviderCallError } from '@heliograph/core'
import type { Batch, BatchedResult } from '../batching/batch.ts'
import { planCalls, type PlannedCall } from '../batching/plan-calls.ts'
import { toFailure } from './failure.ts'
import type { Input, ItemRequest } from './read-input.ts'

/** What calling the provider for some items needs. */
export interface ItemCaller {
  readonly entry: CatalogueEntry
  readonly batch: Batch | undefined
  readonly batchSize: number
  readonly connection: CallContext
}

/** The answer for one item, or why there is none. */
export interface ItemResult {
  readonly request: ItemRequest
  readonly result: BatchedResult
}

const callAlone = async ({ entry, connection }: ItemCaller, request: ItemRequest): Promise<ItemResult> => {
  try {
    return { request, result: { output: await call(entry, request.input, connection) } }
  } catch (error) {
    return { request, result: { failure: toFailure(error) } }
  }
}

/** Refused by our own checks: not one byte of it was sent. */
const isRefusedUnsent = (error: unknown): error is ProviderCallError =>
  error instanceof ProviderCallError && error.kind === 'invalid-input' && error.attempts === 0

/** Which of the items a refusal is about, by the place of a wrong member (`to.3`) in the merged list; undefined if it is about all. */
const findCulprits = (
  error: ProviderCallError,
  requests: PlannedCall,
  membersOf: (input: Input) => readonly string[],
): ReadonlySet<ItemRequest> | undefined => {
  const owners = requests.flatMap((request) => membersOf(request.input).map(() => request))
  const culprits = new Set<ItemRequest>()
  for (const { path } of error.issues) {
    const place = /^[^.]+\.(\d+)$/.exec(path)?.[1]
    const owner = place === undefined ? undefined : owners[Number(place)]
    if (!owner) return undefined
    culprits.add(owner)
  }
  return culprits.size > 0 ? culprits : undefined
}

const callTogether = async (caller: ItemCaller, batch: Batch, requests: PlannedCall): Promise<ItemResult[]> => {
  const inputs = requests.map(({ input }) => input)
  const merged = batch.merge(inputs)
  try {
    const output = await call(merged.entry, merged.input, caller.connection)
    const results = batch.divide(output, inputs)
    return requests.map((request, place) => ({ request, result: results[place] as BatchedResult }))
  } catch (error) {
    if (!isRefusedUnsent(error)) {
      const failure = toFailure(error)
      return requests.map((request) => ({ request, result: { failure } }))
    }
    // One wrong item must not keep the others from being sent, and is to say what is wrong in its own words.
    const culprits = findCulprits(error, requests, (input) => batch.members(input)) ?? new Set(requests)
    const refused = await Promise.all(
      requests.filter((item) => culprits.has(item)).map((item) => callAlone(caller, item)),
    )
    const others = requests.filter((item) => !culprits.has(item))
    return [...refused, ...(await callPlanned(caller, others))]
  }
}

/** Calls the provider for items that were planned to share a call. Never throws: each item has its result. */
export const callPlanned = async (caller: ItemCaller, requests: PlannedCall): Promise<ItemResult[]> => {
  const [first] = requests
  if (!first) return []
  return caller.batch && requests.length > 1
    ? callTogether(caller, caller.batch, requests)
    : [await callAlone(caller, first)]
}

/** The calls that items need. */
export const planItems = ({ batch, batchSize }: ItemCaller, requests: readonly ItemRequest[]): PlannedCall[] =>
  planCalls(requests, batch, batchSize)
