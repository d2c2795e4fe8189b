import { catalogue, type OperationExample } from '@heliograph/core'

const findExample = (operationId: string): OperationExample<unknown, unknown> => {
  const example = catalogue.find(({ id }) => id === operationId)?.operation.examples[0]
  if (!example) throw new Error(`The catalogue has no ${operationId}`)
  return example
}

/** What the provider answers in the first example of an operation, as it stands on the wire. */
export const exampleAnswer = (operationId: string): string => findExample(operationId).wire

/** What core makes of it. */
export const exampleOutput = (operationId: string): unknown => findExample(operationId).output
