import type { ErrorKind, FieldIssue } from '@heliograph/core'
import {
  errorKinds,
  type OperationErrorFacts,
  keyedErrorType,
  operationErrorTypes,
  type OperationErrorType,
} from '../operation-error.ts'
import type { Builder } from './builder.ts'
import { toEnumValue } from './names.ts'

const codeDescriptions: Readonly<Record<ErrorKind, string>> = {
  'invalid-input': 'A field is wrong; fieldErrors names it.',
  authentication: 'The credentials are missing, wrong, or not allowed from this address.',
  permission: 'The credentials are good, but not for this.',
  'not-found': 'The thing named does not exist.',
  conflict: 'The state of the thing named forbids this.',
  'insufficient-credit': 'The account cannot pay for it.',
  rejected: 'The provider refused for another reason; providerCode and message say which.',
  'rate-limit': 'Too many requests; retryAfterMs says how long to wait, where the provider said it.',
  unavailable: 'The provider does not work now, or cannot be reached.',
  timeout: 'No answer came in time.',
  network: 'The connection failed or broke.',
  'unexpected-reply': 'The answer cannot be read.',
  cancelled: 'The request was cancelled.',
}

const typeDescriptions: Readonly<Record<OperationErrorType, string>> = {
  InvalidInputError: 'A field of the input is wrong. Nothing was sent or changed.',
  AuthenticationError: 'The credentials of the provider are missing or wrong, or do not allow this.',
  NotFoundError: 'The thing named does not exist at the provider.',
  ConflictError: 'The state of the thing named forbids this.',
  InsufficientCreditError: 'The account at the provider cannot pay for it.',
  RejectedError: 'The provider refused for another reason; providerCode and message say which.',
  RateLimitedError: 'Too many requests: the provider took nothing. Wait, then try again.',
  UnavailableError: 'The provider could not be reached, or does not work now. Nothing was sent or changed.',
  IdempotencyConflictError:
    'The idempotency key belongs to another request: of another operation, with another input, or one whose answer held a secret and is not kept. Nothing was sent or changed.',
  OutcomeUnknownError:
    'The request was written, but no readable answer came: it may have taken effect. Repeat it only where retryable is true; message says what to do.',
}

/** The enums Provider and ErrorCode, the interface OperationError, and the ten types that implement it. */
export const addErrorTypes = (builder: Builder, providers: readonly { name: string; title: string }[]) => {
  const provider = builder.enumType('Provider', {
    description: 'A gateway that sends messages and makes calls.',
    values: Object.fromEntries(providers.map(({ name, title }) => [toEnumValue(name), { description: `${title}.` }])),
  })
  const errorCode = builder.enumType('ErrorCode', {
    description: 'What went wrong, as a closed list.',
    values: Object.fromEntries(errorKinds.map((kind) => [toEnumValue(kind), { description: codeDescriptions[kind] }])),
  })
  const operationError = builder.interfaceRef<OperationErrorFacts>('OperationError').implement({
    description: 'Why an operation failed.',
    fields: (t) => ({
      message: t.exposeString('message', {
        nullable: false,
        description: 'What happened and what to do, in sentences for people.',
      }),
      code: t.expose('code', { type: errorCode, nullable: false, description: 'What went wrong.' }),
      provider: t.expose('provider', { type: provider, nullable: false, description: 'Whose operation failed.' }),
      providerCode: t.exposeString('providerCode', {
        description: "The provider's own error code, unchanged; null if it gave none.",
      }),
      retryable: t.exposeBoolean('retryable', {
        nullable: false,
        description: 'Whether sending the same request again is safe and may help.',
      }),
    }),
  })
  const fieldError = builder.objectRef<FieldIssue>('FieldError').implement({
    description: 'One field that is wrong.',
    fields: (t) => ({
      path: t.exposeString('path', {
        nullable: false,
        description: 'Where it stands in the input, with dots, such as `to.3`; empty for the input as a whole.',
      }),
      message: t.exposeString('message', { nullable: false, description: 'What is wrong, and what is accepted.' }),
    }),
  })
  const addError = (name: OperationErrorType) =>
    builder.objectRef<OperationErrorFacts>(name).implement({
      description: typeDescriptions[name],
      interfaces: [operationError],
      fields: (t) => ({
        ...(name === 'InvalidInputError' && {
          fieldErrors: t.expose('fieldErrors', {
            type: [fieldError],
            nullable: false,
            description: 'Each field that is wrong.',
          }),
        }),
        ...((name === 'RateLimitedError' || name === 'UnavailableError') && {
          retryAfterMs: t.exposeInt('retryAfterMs', {
            description: 'How long to wait before trying again, in milliseconds; null if the provider did not say.',
          }),
        }),
      }),
    })
  const names: readonly OperationErrorType[] = [...operationErrorTypes, keyedErrorType]
  const errors = Object.fromEntries(names.map((name) => [name, addError(name)])) as Readonly<
    Record<OperationErrorType, ReturnType<typeof addError>>
  >
  return { provider, errors }
}
