/** How many characters of documents are kept, in all. What is made of them takes up to a hundred times as much memory. */
const mostCharacters = 1_000_000

/** A longer document is parsed each time. */
const longestKept = 20_000

/** What Yoga wants of a cache; keys are documents. */
export interface DocumentCache<Value> {
  get(document: string): Value | undefined
  set(document: string, value: Value): void
}

/** Keeps what was made of the documents that came last, by their length: a count of them would let long ones fill the memory. */
export const createDocumentCache = <Value>(): DocumentCache<Value> => {
  const values = new Map<string, Value>()
  let characters = 0
  const drop = (document: string): void => {
    if (values.delete(document)) characters -= document.length
  }
  return {
    get(document) {
      const value = values.get(document)
      if (value === undefined) return undefined
      values.delete(document)
      values.set(document, value)
      return value
    },
    set(document, value) {
      if (document.length > longestKept) return
      drop(document)
      values.set(document, value)
      characters += document.length
      for (const oldest of values.keys()) {
        if (characters <= mostCharacters) break
        drop(oldest)
      }
    },
  }
}
