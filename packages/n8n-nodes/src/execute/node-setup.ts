import type { CatalogueEntry, PartsEstimate } from '@heliograph/core'
import type { Batch } from '../batching/batch.ts'
import type { Input } from './read-input.ts'
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
}
