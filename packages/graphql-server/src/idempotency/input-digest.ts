import { createHmac, type KeyObject } from 'node:crypto'

/** The name of the secret behind the digests, in the store. */
export const digestSecretName = 'idempotency'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)

const sortMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortMembers)
  if (!isRecord(value)) return value
  const names = Object.keys(value).toSorted()
  return Object.fromEntries(names.map((name) => [name, sortMembers(value[name])]))
}

/** JSON with the members of each object in one order; what is undefined is left out, as JSON leaves it out. */
const toCanonicalJson = (value: unknown): string => JSON.stringify(sortMembers(value))

/**
 * A digest, in hexadecimal digits, that tells whether two inputs are the same without keeping either: numbers and texts cannot
 * be guessed from it, because it is keyed. `input` is a checked one, so two ways of writing the same thing are the same.
 */
export const digestInput = (secret: KeyObject, operation: string, input: Readonly<Record<string, unknown>>): string =>
  createHmac('sha256', secret)
    .update(`${operation}\n${toCanonicalJson(input)}`)
    .digest('hex')
