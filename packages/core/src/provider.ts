import type * as v from 'valibot'
import type { AnswerRecord } from './answer-record.ts'
import type { DeliveryLookup } from './messages/sent-messages.ts'
import type { Resource } from './operation.ts'
import type { ErrorKind, ErrorTable } from './provider-call-error.ts'
import type { HttpRequest, HttpResponse } from './transport.ts'

/** A provider's answer, read as far as its envelope: either what an operation decodes (and the
 * record it lies in, whose unread fields are drift), or a refusal in the provider's words. */
export type AnswerOrRefusal<Answer> =
  | { readonly type: 'answer'; readonly answer: Answer; readonly record: AnswerRecord }
  | { readonly type: 'refusal'; readonly code: string | undefined; readonly message: string | undefined }

/** What reading an answer may note on the way. */
export interface ReadContext {
  /** A field that is new, or that no longer has the documented form. */
  drift(path: string, change: DriftChange): void
}

/** `added`: a field nobody declared. `changed`: a declared one in a form that cannot be read. `missing`: less than was asked for. */
export type DriftChange = 'added' | 'changed' | 'missing'

/** Everything core knows of one provider. */
export interface Provider<Name extends string = string, Credentials = never, Request = never, Answer = never> {
  readonly name: Name
  /** As the vendor writes it: "ProxStop". */
  readonly title: string
  readonly documentationUrl: string
  readonly defaultBaseUrl: string
  readonly credentials: v.GenericSchema<unknown, Credentials>
  readonly errors: ErrorTable
  readonly resources: Readonly<Record<string, Resource>>
  /** How it is asked for what became of its messages. */
  readonly deliveryLookup: DeliveryLookup
  /** A recipient with its country code, digits alone: one form for all ways of writing it that the provider takes. */
  toInternational(number: string): string
  /** The request with its credentials, as HTTP. Throws MissingCredentialError. */
  authorise(request: Request, credentials: Credentials, baseUrl: string): HttpRequest
  /** Throws UnreadableAnswerError where the envelope cannot be read. */
  readAnswer(response: HttpResponse, request: Request, context: ReadContext): AnswerOrRefusal<Answer>
  /** The values that must not appear anywhere. */
  secrets(credentials: Credentials): readonly (string | undefined)[]
}

// oxlint-disable-next-line typescript/no-explicit-any -- as for AnyOperation.
export type AnyProvider = Provider<string, any, any, any>

/** The answer came, and is not one of this provider's. The message says what came instead, without quoting it. */
export class UnreadableAnswerError extends Error {
  override readonly name = 'UnreadableAnswerError'
  readonly kind: Extract<ErrorKind, 'unexpected-reply' | 'unavailable'>

  constructor(message: string, kind: 'unexpected-reply' | 'unavailable' = 'unexpected-reply') {
    super(message)
    this.kind = kind
  }
}

/** The operation needs a credential that was not given. */
export class MissingCredentialError extends Error {
  override readonly name = 'MissingCredentialError'
}
