import {
  catalogue,
  type CatalogueEntry,
  type ErrorKind,
  type FieldIssue,
  type ProviderCallError,
} from '@heliograph/core'
import { toEnumValue, toFieldName } from './schema/names.ts'

/** The object types of the schema that implement OperationError, in the order of the unions. */
export const operationErrorTypes = [
  'InvalidInputError',
  'AuthenticationError',
  'NotFoundError',
  'ConflictError',
  'InsufficientCreditError',
  'RejectedError',
  'RateLimitedError',
  'UnavailableError',
  'OutcomeUnknownError',
] as const

/** Of operations that take an idempotency key, beside the others. */
export const keyedErrorType = 'IdempotencyConflictError'

export type OperationErrorType = (typeof operationErrorTypes)[number] | typeof keyedErrorType

/** Each kind of failure as its type. Those that read UnavailableError are OutcomeUnknownError if the request may have taken effect. */
const typesByKind: Readonly<Record<ErrorKind, OperationErrorType>> = {
  'invalid-input': 'InvalidInputError',
  authentication: 'AuthenticationError',
  permission: 'AuthenticationError',
  'not-found': 'NotFoundError',
  conflict: 'ConflictError',
  'insufficient-credit': 'InsufficientCreditError',
  rejected: 'RejectedError',
  'rate-limit': 'RateLimitedError',
  unavailable: 'UnavailableError',
  timeout: 'UnavailableError',
  network: 'UnavailableError',
  'unexpected-reply': 'UnavailableError',
  cancelled: 'UnavailableError',
}

/** Every kind, for the enum ErrorCode. */
export const errorKinds = Object.keys(typesByKind) as readonly ErrorKind[]

/** A failure as the schema shows it: in a result union of a mutation, and in `errors[].extensions` of a query. */
export interface OperationErrorFacts {
  readonly message: string
  /** A value of the enum ErrorCode. */
  readonly code: string
  /** A value of the enum Provider. */
  readonly provider: string
  readonly providerCode: string | null
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  readonly fieldErrors: readonly FieldIssue[]
}

const largestInt = 2_147_483_647

const operationId = new RegExp(
  catalogue
    .map(({ id }) => id.replaceAll('.', '\\.'))
    .toSorted((a, b) => b.length - a.length)
    .join('|'),
  'g',
)

// Core speaks of operations by their ids; here they are fields.
const withFieldNames = (message: string): string => message.replace(operationId, (id) => toFieldName(id))

// Core knows no environment, so what to set is said here. A code means that the provider did get credentials.
const toMessage = ({ kind, code, message }: ProviderCallError, missingSettings: readonly string[]): string =>
  kind === 'authentication' && code === undefined && missingSettings.length > 0
    ? `${withFieldNames(message)} Not set in the environment of the server: ${missingSettings.join(', ')}. Set what is needed, and start it again.`
    : withFieldNames(message)

/** The facts of a failure, and the settings to give where credentials are missing. */
export const toErrorFacts = (error: ProviderCallError, missingSettings: readonly string[]): OperationErrorFacts => ({
  message: toMessage(error, missingSettings),
  code: toEnumValue(error.kind),
  provider: toEnumValue(error.provider),
  providerCode: error.code ?? null,
  retryable: error.isRetryable,
  // A provider may ask for a wait that a GraphQL Int cannot say.
  retryAfterMs: error.retryAfterMs === undefined ? null : Math.min(error.retryAfterMs, largestInt),
  fieldErrors: error.issues,
})

/** The type of the union that a failed mutation answers with. */
export const toOperationErrorType = ({ kind, outcome }: ProviderCallError): OperationErrorType => {
  const type = typesByKind[kind]
  return type === 'UnavailableError' && outcome === 'unknown' ? 'OutcomeUnknownError' : type
}

/** A failure as a member of a result union. */
export interface OperationErrorObject extends OperationErrorFacts {
  readonly __typename: OperationErrorType
}

/** The payload of a mutation, or why it failed: an object of its result union. */
export type MutationAnswer = object

/** A failed mutation's answer. */
export const toErrorObject = (error: ProviderCallError, missingSettings: readonly string[]): OperationErrorObject => ({
  __typename: toOperationErrorType(error),
  ...toErrorFacts(error, missingSettings),
})

/** The answer where an idempotency key stands in the way; `what` are sentences for people. */
export const toKeyedError = ({ id, provider }: CatalogueEntry, what: string): OperationErrorObject => ({
  __typename: keyedErrorType,
  message: `${toFieldName(id)}: ${what}`,
  code: toEnumValue('conflict'),
  provider: toEnumValue(provider.name),
  providerCode: null,
  retryable: false,
  retryAfterMs: null,
  fieldErrors: [],
})
