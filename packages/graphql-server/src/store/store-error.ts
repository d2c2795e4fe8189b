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

/** What the store answers. Rejects with StoreError, so that its failures are told from all others. */
export const askStore = async <Value>(work: Promise<Value>): Promise<Value> => {
  try {
    return await work
  } catch (error) {
    throw new StoreError(error)
  }
}
