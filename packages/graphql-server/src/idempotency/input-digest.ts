import { createHmac, type KeyObject } from 'node:crypto'

/** The name of the secret behind the digests, in the store. */
export const digestSecretName = 'idempotency'

/** JSON with the members of each object in one order; what is undefined is left out, as JSON leaves it out. */
const toCanonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )

/**
 * Tells whether two inputs are the same without keeping either: numbers and texts cannot be guessed from it, because it is
 * keyed. `input` is a checked one, so two ways of writing the same thing are the same.
 */
export const digestInput = (secret: KeyObject, operation: string, input: Readonly<Record<string, unknown>>): Buffer =>
  createHmac('sha256', secret)
    .update(`${operation}\n${toCanonicalJson(input)}`)
    .digest()
