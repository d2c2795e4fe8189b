import type { ItemRequest } from '../execute/read-input.ts'
import type { Batch } from './batch.ts'

/** Items that share one call; one item alone is called by its own operation. */
export type PlannedCall = readonly ItemRequest[]

interface OpenCall {
  readonly requests: ItemRequest[]
  readonly members: Set<string>
}

const fits = (call: OpenCall, members: readonly string[], size: number): boolean =>
  call.members.size + members.length <= size && !members.some((member) => call.members.has(member))

const isBatchable = (members: readonly string[]): boolean =>
  members.length > 0 && members.every((member) => member !== '') && new Set(members).size === members.length

/**
 * Divides items into calls, in the order of each call's first item. A member (a recipient, an ID) stands once in a call, so
 * that its answer belongs to one item; no call has more than `size` members, unless a single item has.
 */
export const planCalls = (requests: readonly ItemRequest[], batch: Batch | undefined, size: number): PlannedCall[] => {
  if (!batch) return requests.map((request) => [request])
  const planned: PlannedCall[] = []
  const openByKey = new Map<string, OpenCall[]>()
  for (const request of requests) {
    const members = batch.members(request.input)
    const key = batch.key(request.input)
    if (key === undefined || !isBatchable(members)) {
      planned.push([request])
      continue
    }
    const open = openByKey.get(key) ?? []
    openByKey.set(key, open)
    const call = open.find((candidate) => fits(candidate, members, size))
    if (call) {
      call.requests.push(request)
      for (const member of members) call.members.add(member)
    } else {
      const first: OpenCall = { requests: [request], members: new Set(members) }
      open.push(first)
      planned.push(first.requests)
    }
  }
  return planned
}
