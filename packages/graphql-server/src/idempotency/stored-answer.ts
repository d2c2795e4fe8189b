import type { CatalogueEntry, Field } from '@heliograph/core'
import type { MutationAnswer } from '../operation-error.ts'

/** What the store keeps of the first answer to a key. */
export type StoredAnswer =
  | { readonly answer: MutationAnswer }
  /** It succeeded, and its payload holds a secret. */
  | { readonly withheld: true }

const holdsSecret = (fields: readonly Field[]): boolean =>
  fields.some((field) => field.isSensitive || holdsSecret(field.fields))

/** What is kept of a payload: nothing of one that holds a secret, because the store is not the place for it. */
export const toStoredPayload = ({ outputFields }: CatalogueEntry, payload: MutationAnswer): StoredAnswer =>
  holdsSecret(outputFields) ? { withheld: true } : { answer: payload }
