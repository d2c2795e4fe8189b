import type * as v from 'valibot'
import type { SentMessages, ToldStatus } from './messages/sent-messages.ts'

/** `query` only if calling it twice changes and costs nothing. */
export type OperationKind = 'query' | 'mutation'
/** `safe` may be repeated after any lost answer; `never` only when the request provably did not reach the provider. */
export type RetryRule = 'safe' | 'never'
/** The scope that a caller needs where a surface has scopes. */
export type Access = 'read' | 'send' | 'manage' | 'admin'

export type InputSchema = v.GenericSchema<Record<string, unknown>, Record<string, unknown>>
export type OutputSchema = v.GenericSchema<Record<string, unknown>, Record<string, unknown>>

/** A documented call with the provider's answer as it stands on the wire: test and documentation at once. */
export interface OperationExample<Input, Output> {
  readonly title: string
  readonly input: Input
  /** The body of the provider's HTTP 200 answer. */
  readonly wire: string
  readonly output: Output
}

/**
 * One call of a provider, declared once; clients, surfaces, documents and tests are derived from it.
 * `Request` and `Answer` are the provider's own, see `Provider`.
 */
export interface Operation<
  Input extends InputSchema = InputSchema,
  Output extends OutputSchema = OutputSchema,
  Request = never,
  Answer = never,
> {
  readonly kind: OperationKind
  readonly retry: RetryRule
  readonly access: Access
  /** Title Case: "Send SMS". */
  readonly title: string
  /** Sentence case, with its object: "Send an SMS". */
  readonly action: string
  /** One to three sentences: what it does, what it costs, what to know. */
  readonly summary: string
  /** What to do when it is not known whether the call took effect; every operation with retry `never` says it. */
  readonly adviceWhenUnknown?: string
  readonly input: Input
  readonly output: Output
  /** The codes the vendor documents for this call; each stands in the provider's error table. */
  readonly errors: readonly string[]
  readonly examples: readonly [
    OperationExample<v.InferInput<Input>, v.InferOutput<Output>>,
    ...OperationExample<v.InferInput<Input>, v.InferOutput<Output>>[],
  ]
  /** Checked input → the provider's request, without credentials. */
  encode(input: v.InferOutput<Input>): Request
  /** The provider's answer → output. Throws UnreadableAnswerError where a required field is missing. */
  decode(answer: Answer, input: v.InferOutput<Input>): v.InferInput<Output>
  /** How long the provider may hold back its answer on purpose, in milliseconds; the deadline is moved by it. */
  patienceMs?(input: v.InferOutput<Input>): number
  /** For inputs that need several requests: the input in pieces … */
  split?(input: v.InferOutput<Input>): readonly v.InferOutput<Input>[]
  /** … and the outputs of the pieces as one. */
  join?(outputs: readonly v.InferInput<Output>[]): v.InferInput<Output>
  /** For operations that send: the messages, and what became of each. */
  readonly messages?: SentMessages<v.InferOutput<Input>, v.InferOutput<Output>>
  /** For operations that cancel scheduled messages: the provider's ids of those that are cancelled now. */
  listCancelled?(output: v.InferOutput<Output>, input: v.InferOutput<Input>): readonly string[]
  /** For operations whose answer tells what became of messages, and tells nobody again. */
  listTold?(output: v.InferOutput<Output>): readonly ToldStatus[]
}

// oxlint-disable-next-line typescript/no-explicit-any -- `any` is the one type that is both above and below every provider's request and answer.
type OpenOperation = Operation<any, any, any, any>

/** An operation of whatever input, output and wire: what the catalogue lists. */
export interface AnyOperation extends Omit<OpenOperation, 'input' | 'output' | 'examples'> {
  readonly input: v.GenericSchema
  readonly output: v.GenericSchema
  readonly examples: readonly [
    OperationExample<Readonly<Record<string, unknown>>, unknown>,
    ...OperationExample<Readonly<Record<string, unknown>>, unknown>[],
  ]
}

/** What a resource is called, and its operations by their verbs. */
export interface Resource {
  /** Title Case: "Contact". */
  readonly title: string
  readonly description: string
  readonly operations: Readonly<Record<string, AnyOperation>>
}

/** Gives a provider its `defineOperation`, so that each declaration infers its input and output. */
export const operationDefiner =
  <Request, Answer>() =>
  <Input extends InputSchema, Output extends OutputSchema>(
    operation: Operation<Input, Output, Request, Answer>,
  ): Operation<Input, Output, Request, Answer> =>
    operation
