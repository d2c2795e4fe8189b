/** A ProxStop account of the sandbox. */
export interface ProxstopAccount {
  readonly apiKey: string
  /** Points left; an SMS part or a call costs one. */
  points: number
}

/** Source: the key in the vendor's own examples. */
const exampleKey = '098f6bcd4621d373cade4e832627b4f6'

/** An account with what is not said filled in. */
export const createProxstopAccount = (options: Partial<ProxstopAccount> = {}): ProxstopAccount => ({
  apiKey: options.apiKey ?? exampleKey,
  points: options.points ?? 10_000,
})
