import { GraphQLError } from 'graphql'

/** The store did not do what it was asked to. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /** PostgreSQL's code, or that of the connection; undefined where there is none. */
  readonly code: string | undefined

  constructor(cause: unknown) {
    super('the store does not answer', { cause })
    this.code = (cause as NodeJS.ErrnoException).code
  }
}

// A statement or a value that PostgreSQL cannot take (classes 42 and 22), or a slip before it came that far.
const isFaultOfOurs = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof ReferenceError ||
  /^(?:22|42)[0-9A-Z]{3}$/.test(String((error as NodeJS.ErrnoException).code))

/** What the store answers. Rejects with StoreError where the store failed, so that this is told from faults of ours. */
export const askStore = async <Value>(work: Promise<Value>): Promise<Value> => {
  try {
    return await work
  } catch (error) {
    throw isFaultOfOurs(error) ? error : new StoreError(error)
  }
}

/** The error for a client that needs the store while it does not answer; `message` are sentences for people. */
export const toStoreUnavailable = (message: string, { retryable = true } = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'STORE_UNAVAILABLE', retryable } })
