export { findBaseUrlProblem } from './base-url.ts'
export { call, callChecked, defaultTimeoutMs, type CallContext, type DriftReport } from './call.ts'
export { type CatalogueEntry, findOperation, listOperations } from './catalogue.ts'
export { type CheckedInput, checkInput } from './check-input.ts'
export { type Failure, toCallError } from './classify-failure.ts'
export { type CallOptions, type Client, type ClientOptions, createClient, type CredentialsOf } from './client.ts'
export { describeFields, type Field, toTitle } from './describe-fields.ts'
export { type Choices, type FieldKind, type FieldShape, fieldKinds, sensitiveKinds } from './field-kinds.ts'
export { normalisePhoneNumber } from './fields.ts'
export { type Encoding, countParts, type PartCount } from './messages/parts.ts'
export { estimateParts, type PartsEstimate, type SendingRoute } from './messages/estimate-parts.ts'
export { isFinalStatus, judgeReport, type ReportNovelty } from './messages/judge-report.ts'
export type {
  DeliveryLookup,
  MessageResult,
  PlannedMessage,
  SentMessages,
  StatusReport,
  ToldStatus,
} from './messages/sent-messages.ts'
export { messageStatus, type MessageStatus } from './messages/status.ts'
export type { Access, AnyOperation, OperationExample, OperationKind, Resource, RetryRule } from './operation.ts'
export { catalogue, providers } from './providers/index.ts'
export { netoxygen } from './providers/netoxygen/index.ts'
export { proxstop } from './providers/proxstop/index.ts'
export { readSms365DeliveryReport, type Sms365DeliveryReport } from './providers/sms365/delivery-report.ts'
export { sms365 } from './providers/sms365/index.ts'
export type { AnyProvider, DriftChange, Provider } from './provider.ts'
export {
  type ErrorKind,
  type ErrorMeaning,
  type ErrorTable,
  type FieldIssue,
  type Outcome,
  ProviderCallError,
} from './provider-call-error.ts'
export { defaultRetryPolicy, type RetryPolicy } from './retry.ts'
export type { Runtime } from './runtime.ts'
export { systemRuntime } from './system-runtime.ts'
export {
  type HttpRequest,
  type HttpResponse,
  type SendOptions,
  type Transport,
  TransportError,
  type TransportFailure,
} from './transport.ts'
export { fromWallTime } from './wall-time.ts'
