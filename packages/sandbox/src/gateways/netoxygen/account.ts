/** A NetOxygen account of the sandbox. */
export interface NetoxygenAccount {
  readonly username: string
  readonly password: string
  /** Credits left; an SMS part costs one. */
  credits: number
  readonly status: 'regular' | 'free'
  /** The group the user belongs to, a UUID. */
  readonly guid: string
  readonly defaultSender: string
  /** Senders that the user may choose; any other is silently replaced. */
  readonly senders: readonly string[]
}

/** An account with what is not said filled in. */
export const createNetoxygenAccount = (options: Partial<NetoxygenAccount> = {}): NetoxygenAccount => ({
  username: options.username ?? 'sandbox',
  password: options.password ?? 'sandbox-password',
  credits: options.credits ?? 10_000,
  status: options.status ?? 'regular',
  guid: options.guid ?? '5f0c1b6e-0d3a-4c5e-9a51-2f6f1e7b9d10',
  // Source: the default that the vendor names for users without one of their own.
  defaultSender: options.defaultSender ?? 'textobox.ch',
  senders: options.senders ?? ['Sandbox', 'Heliograph', 'Example'],
})
