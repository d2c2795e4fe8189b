import type { CatalogueEntry } from './catalogue.ts'
import { UnreadableAnswerError } from './provider.ts'
import {
  type ErrorKind,
  type Outcome,
  ProviderCallError,
  type ProviderCallErrorDetails,
} from './provider-call-error.ts'
import { TransportError, type TransportFailure } from './transport.ts'

const transientKinds: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['rate-limit', 'unavailable', 'timeout', 'network'])

const transportKinds: Readonly<Record<TransportFailure, ErrorKind>> = {
  refused: 'unavailable',
  lookup: 'network',
  'connect-timeout': 'timeout',
  tls: 'network',
  reset: 'network',
  deadline: 'timeout',
  'too-large': 'unexpected-reply',
  malformed: 'unexpected-reply',
  aborted: 'cancelled',
}

/** A failure before it knows which call it belongs to. `what` is a sentence without its full stop. */
export interface Failure extends Pick<
  ProviderCallErrorDetails,
  'code' | 'providerMessage' | 'retryAfterMs' | 'issues'
> {
  readonly kind: ErrorKind
  readonly outcome: Outcome
  readonly what: string
  readonly advice?: string | undefined
  /** Overrides the rule that a transient kind may be repeated. */
  readonly isPermanent?: boolean
}

const describeOutcome = ({ operation }: CatalogueEntry, outcome: Outcome): string => {
  if (operation.kind === 'query') return ''
  if (outcome === 'not-accepted') {
    return operation.access === 'send' && operation.retry === 'never' ? ' Nothing was sent.' : ' Nothing was changed.'
  }
  if (operation.retry === 'safe') return ' It is not known whether it took effect; repeating it is safe.'
  const advice = operation.adviceWhenUnknown ?? 'Look at its effect before you repeat it.'
  return ` It is not known whether it took effect: the request was written, but no readable answer came. Do not simply repeat it. ${advice}`
}

/** The error of a call, with its sentence for people and the decision whether repeating it is safe. */
export const toCallError = (entry: CatalogueEntry, failure: Failure, attempts: number): ProviderCallError => {
  const { kind, outcome, what, advice, isPermanent = false, ...rest } = failure
  const mayRepeat = entry.operation.retry === 'safe' || outcome === 'not-accepted'
  return new ProviderCallError({
    ...rest,
    kind,
    outcome,
    provider: entry.provider.name,
    operation: entry.id,
    isRetryable: transientKinds.has(kind) && mayRepeat && !isPermanent,
    message: `${entry.id}: ${what}.${advice ? ` ${advice}` : ''}${describeOutcome(entry, outcome)}`,
    attempts,
  })
}

/** What an exception from the transport or the decoding means. */
export const toFailure = (cause: unknown): Failure => {
  if (cause instanceof TransportError) {
    return {
      kind: transportKinds[cause.reason],
      outcome: cause.requestWritten ? 'unknown' : 'not-accepted',
      what: cause.message,
      isPermanent: cause.reason === 'tls',
    }
  }
  if (cause instanceof UnreadableAnswerError) return { kind: cause.kind, outcome: 'unknown', what: cause.message }
  // The request was answered, so whatever broke while reading must not look as if nothing had been sent.
  const name = cause instanceof Error ? cause.name : typeof cause
  return { kind: 'unexpected-reply', outcome: 'unknown', what: `the answer could not be read (${name})` }
}

/** What an HTTP status other than 2xx means, where the body holds no refusal in the provider's own words. */
export const toHttpFailure = (status: number, retryAfterMs: number | undefined): Failure => {
  const what = `the provider answered HTTP ${status}`
  if (status >= 500) return { kind: 'unavailable', outcome: 'unknown', what, retryAfterMs }
  if (status < 400) return { kind: 'unexpected-reply', outcome: 'unknown', what, advice: 'Check the base URL.' }
  const refused = { outcome: 'not-accepted', what, retryAfterMs } as const
  switch (status) {
    case 401:
      return { ...refused, kind: 'authentication', advice: 'Check the credentials.' }
    case 403:
      return { ...refused, kind: 'permission', advice: 'Check what the credentials allow, and from which addresses.' }
    case 404:
    case 405:
    case 410:
      return { ...refused, kind: 'unexpected-reply', advice: 'Check the base URL.' }
    case 408:
      return { ...refused, kind: 'timeout' }
    case 429:
      return { ...refused, kind: 'rate-limit', advice: 'Send more slowly.' }
    default:
      return { ...refused, kind: 'rejected' }
  }
}
