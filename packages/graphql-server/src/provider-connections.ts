import { type DriftReport, type Runtime, systemRuntime, type Transport } from '@heliograph/core'
import type { CallObserver, ObservedCallContext } from './provider-call.ts'
import { listMissingSettings, type ProviderSettings } from './settings.ts'

/** What `call` needs for one provider, and what the environment did not give. */
export interface ProviderConnection extends ObservedCallContext {
  /** `SMS365_API_KEY`, … */
  readonly missingSettings: readonly string[]
}

/** By the provider's name; one for the whole process. */
export type ProviderConnections = Readonly<Record<string, ProviderConnection>>

/** Each provider with its credentials, over one transport. */
export const connectProviders = (
  providers: Readonly<Record<string, ProviderSettings>>,
  transport: Transport,
  onDrift: (report: DriftReport) => void,
  runtime: Runtime = systemRuntime,
  observeCall?: CallObserver,
): ProviderConnections =>
  Object.fromEntries(
    Object.entries(providers).map(([name, provider]) => [
      name,
      { ...provider, missingSettings: listMissingSettings(name, provider), transport, runtime, onDrift, observeCall },
    ]),
  )
