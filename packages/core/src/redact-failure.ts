import type { CatalogueEntry } from './catalogue.ts'
import type { CheckedInput } from './check-input.ts'
import type { Failure } from './classify-failure.ts'

// A shorter text would blot out parts of words.
const leastBlotted = 3

/** The texts, codes and passwords of an input. */
const listSensitiveValues = ({ inputFields }: CatalogueEntry, input: CheckedInput): readonly string[] =>
  inputFields.flatMap(({ name, isSensitive }) => {
    const value = isSensitive ? input[name] : undefined
    return typeof value === 'string' && value.length >= leastBlotted ? [value] : []
  })

const blotOut = (text: string, secrets: readonly (string | undefined)[]): string =>
  secrets.reduce<string>((result, secret) => (secret ? result.replaceAll(secret, '•••') : result), text)

/** A provider may echo what it was sent; no credential, text or code leaves with an error. */
export const redactFailure = (
  failure: Failure,
  entry: CatalogueEntry,
  input: CheckedInput,
  credentials: unknown,
): Failure => {
  const secrets = [...entry.provider.secrets(credentials), ...listSensitiveValues(entry, input)]
  return {
    ...failure,
    what: blotOut(failure.what, secrets),
    providerMessage: failure.providerMessage && blotOut(failure.providerMessage, secrets),
    code: failure.code && blotOut(failure.code, secrets),
    issues: failure.issues?.map(({ path, message }) => ({ path, message: blotOut(message, secrets) })) ?? [],
  }
}
