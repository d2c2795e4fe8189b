import { type CallContext, type DriftReport, systemRuntime, type Transport } from '@heliograph/core'
import type { ProviderSettings } from './settings.ts'

/** What `call` needs for each provider, by the provider's name; one for the whole process. */
export type ProviderConnections = Readonly<Record<string, CallContext>>

/** Each provider with its credentials, over one transport. */
export const connectProviders = (
  providers: Readonly<Record<string, ProviderSettings>>,
  transport: Transport,
  onDrift: (report: DriftReport) => void,
): ProviderConnections =>
  Object.fromEntries(
    Object.entries(providers).map(([name, { baseUrl, credentials }]) => [
      name,
      { baseUrl, credentials, transport, runtime: systemRuntime, onDrift },
    ]),
  )
