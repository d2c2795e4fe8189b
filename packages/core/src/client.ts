import * as v from 'valibot'
import { findBaseUrlProblem } from './base-url.ts'
import { call, type CallContext } from './call.ts'
import { listOperations } from './catalogue.ts'
import type { AnyProvider } from './provider.ts'
import { systemRuntime } from './system-runtime.ts'

/** What may differ from one call to the next. */
export type CallOptions = Pick<CallContext, 'signal' | 'timeoutMs'>

type Method<Declared> = Declared extends {
  readonly input: infer Input extends v.GenericSchema
  readonly output: infer Output extends v.GenericSchema
}
  ? Record<string, never> extends v.InferInput<Input>
    ? (input?: v.InferInput<Input>, options?: CallOptions) => Promise<v.InferOutput<Output>>
    : (input: v.InferInput<Input>, options?: CallOptions) => Promise<v.InferOutput<Output>>
  : never

/** The operations of a provider as methods: `client.contact.add({ mobile: '…' })`. */
export type Client<P extends AnyProvider> = {
  readonly [Name in keyof P['resources']]: {
    readonly [Verb in keyof P['resources'][Name]['operations']]: Method<P['resources'][Name]['operations'][Verb]>
  }
}

/** The credentials of a provider. */
export type CredentialsOf<P extends AnyProvider> = v.InferOutput<P['credentials']>

export interface ClientOptions<P extends AnyProvider> extends Omit<CallContext, 'runtime' | 'credentials' | 'signal'> {
  readonly provider: P
  readonly credentials: CredentialsOf<P>
  /** The machine's clock and randomness unless given. */
  readonly runtime?: CallContext['runtime']
}

/**
 * A client of one provider. Its methods check their input, send it at most as often as the operation's retry rule
 * allows, and throw ProviderCallError. Throws a TypeError at once for credentials or a base URL that cannot be right.
 */
export const createClient = <P extends AnyProvider>({
  provider,
  credentials,
  ...options
}: ClientOptions<P>): Client<P> => {
  const problem = findBaseUrlProblem(options.baseUrl ?? provider.defaultBaseUrl)
  if (problem) throw new TypeError(problem)
  const checked = v.safeParse(provider.credentials, credentials)
  if (!checked.success) {
    const paths = checked.issues.map((issue) => v.getDotPath(issue) ?? 'credentials')
    throw new TypeError(`The credentials of ${provider.title} are malformed: ${paths.join(', ')}`)
  }
  const context: CallContext = {
    ...options,
    credentials: checked.output as unknown,
    runtime: options.runtime ?? systemRuntime,
  }
  const client: Record<string, Record<string, unknown>> = {}
  for (const entry of listOperations(provider)) {
    client[entry.resourceName] ??= {}
    ;(client[entry.resourceName] as Record<string, unknown>)[entry.verb] = (
      input: unknown,
      callOptions?: CallOptions,
    ) =>
      call(entry, input, {
        ...context,
        signal: callOptions?.signal,
        timeoutMs: callOptions?.timeoutMs ?? context.timeoutMs,
      })
  }
  return client as Client<P>
}
