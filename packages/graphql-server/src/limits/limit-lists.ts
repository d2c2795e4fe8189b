import { type CatalogueEntry, ProviderCallError } from '@heliograph/core'

/** Throws a ProviderCallError of the kind `invalid-input` where a list of the input, such as the recipients of a bulk, is longer than allowed. */
export const limitLists = (
  { id, provider, inputFields }: CatalogueEntry,
  input: Readonly<Record<string, unknown>>,
  mostItems: number,
): void => {
  const issues = inputFields.flatMap(({ name, isList }) => {
    const value = input[name]
    if (!isList || !Array.isArray(value) || value.length <= mostItems) return []
    return [{ path: name, message: `${name} may have at most ${mostItems} items; it has ${value.length}.` }]
  })
  if (issues.length === 0) return
  throw new ProviderCallError({
    kind: 'invalid-input',
    outcome: 'not-accepted',
    provider: provider.name,
    operation: id,
    message: `${id}: ${issues.map(({ message }) => message).join(' ')} Nothing was sent. Use several requests (the server's MAX_RECIPIENTS is ${mostItems}).`,
    isRetryable: false,
    issues,
  })
}
