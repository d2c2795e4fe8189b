import type { CatalogueEntry, PartsEstimate } from '@heliograph/core'
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow'
import type { Batch } from '../batching/batch.ts'
import type { Input, ItemRequest } from './read-input.ts'
import type { FindRefusal } from './to-rows.ts'

/** All that one provider's node has of its own. */
export interface NodeSetup {
  readonly entries: readonly CatalogueEntry[]
  /** Type of the credential in n8n. */
  readonly credentialType: string
  /** Operations whose items can share calls, by id. */
  readonly batches: Readonly<Record<string, Batch>>
  /** Operations whose rows may be refusals, by id. */
  readonly refusals: Readonly<Record<string, FindRefusal>>
  /** What the texts of an operation will take as SMS; undefined where that is not known. */
  estimate?(entry: CatalogueEntry, input: Input): PartsEstimate | undefined
  /** Adds to what an item asks for what its panel does not say. */
  complete?(context: IExecuteFunctions, entry: CatalogueEntry, request: ItemRequest): ItemRequest
  /** What becomes of the items once all calls are done; may put the execution to wait. */
  conclude?(
    context: IExecuteFunctions,
    entry: CatalogueEntry,
    items: INodeExecutionData[],
    requests: readonly ItemRequest[],
  ): Promise<INodeExecutionData[]>
}
