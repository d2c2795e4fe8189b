import { type ErrorKind, type Outcome, ProviderCallError, toTitle } from '@heliograph/core'
import { type INode, type JsonObject, NodeApiError, NodeOperationError } from 'n8n-workflow'

/** Why an item has no result, as an item of the error output tells it. */
export interface Failure {
  /** What happened, in one sentence without its full stop. */
  readonly message: string
  /** What to do about it. */
  readonly description: string
  readonly kind: ErrorKind
  /** Whether the request may have taken effect. */
  readonly outcome: Outcome
  /** The provider's own code. */
  readonly code?: string | undefined
  /** Which values of the item it is about, such as the recipient. */
  readonly subject?: Readonly<Record<string, string>> | undefined
  /** What n8n itself threw, to be thrown again unchanged. */
  readonly cause?: Error | undefined
}

const adviceByKind: Readonly<Partial<Record<ErrorKind, string>>> = {
  'invalid-input': 'Correct the field and run the item again.',
  unavailable: 'Try again later, or check the base URL of the credential.',
  timeout: 'Try again later, or allow more time in the options.',
  network: 'Check the connection of this n8n to the provider.',
  cancelled: 'The execution was stopped.',
}

/** Parts "what happened. What to do." where the first sentence ends. */
const divide = (text: string): readonly [string, string] => {
  const end = text.search(/\.(?: (?=[A-Z])|$)/)
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1).trim()]
}

/** A sentence begins with a capital, a field is called as in the panel, and a provider as it writes itself. */
const beginSentence = (text: string, { issues, provider }: ProviderCallError): string => {
  const [word = ''] = text.split(' ', 1)
  if (word === provider) return text
  const isField = issues.some(({ path }) => path === word)
  return (isField ? toTitle(word) : word.charAt(0).toUpperCase() + word.slice(1)) + text.slice(word.length)
}

const fromCallError = (error: ProviderCallError): Failure => {
  const [what, advice] = divide(error.message.replace(`${error.operation}: `, ''))
  return {
    message: beginSentence(what, error),
    description: advice || adviceByKind[error.kind] || 'See the code and the text of the provider.',
    kind: error.kind,
    outcome: error.outcome,
    code: error.code,
  }
}

/** What went wrong with an item, whoever threw it: core, n8n (an expression, a missing parameter), or a slip of this node. */
export const toFailure = (error: unknown): Failure => {
  if (error instanceof ProviderCallError) return fromCallError(error)
  const cause = error instanceof Error ? error : new Error('something that is not an error was thrown')
  const description: unknown = (cause as { description?: unknown }).description
  return {
    message: cause.message,
    description: typeof description === 'string' && description ? description : 'Nothing was sent for this item.',
    kind: 'invalid-input',
    outcome: 'not-accepted',
    cause,
  }
}

/** The error item of n8n's convention: only these three keys, else n8n does not take it for one. */
export const toErrorJson = ({ message, description, kind, outcome, code, subject }: Failure) => ({
  error: message,
  message: description,
  details: { outcome, kind, code: code ?? null, ...subject },
})

/** The error that stops the node. `note` is put behind what to do. */
export const toNodeError = (
  node: INode,
  failure: Failure,
  itemIndex: number,
  note: string,
): NodeApiError | NodeOperationError => {
  const { message, kind, outcome, code } = failure
  const description = [failure.description, note].filter((text) => text !== '').join(' ')
  const isOwnInput = kind === 'invalid-input' && code === undefined
  if (isOwnInput) {
    return new NodeOperationError(node, failure.cause ?? message, { message, description, itemIndex })
  }
  const response: JsonObject = { message, kind, outcome, ...(code !== undefined && { code }) }
  return new NodeApiError(node, response, { message, description, itemIndex })
}
