import { describeFields, type Field, findBaseUrlProblem, providers } from '@heliograph/core'
import { type ProxySettings, readProxySettings } from '@heliograph/core/undici'
import { isLoopbackHost } from './loopback-host.ts'
import { type AccessSettings, isTokenRequired, parseAccessSettings } from './settings/access-settings.ts'
import { type JobsSettings, parseJobsSettings, providerJobsSettings } from './settings/jobs-settings.ts'
import { type LimitSettings, parseLimitSettings } from './settings/limit-settings.ts'
import { type ObservabilitySettings, parseObservabilitySettings } from './settings/observability-settings.ts'
import { readSecret } from './settings/read-secret.ts'
import { type DeliverySettings, parseDeliverySettings } from './settings/delivery-settings.ts'
import { parseStoreSettings, type StoreSettings } from './settings/store-settings.ts'
import { type Environment, ports, readWhole } from './settings/read-setting.ts'

/** Where one provider is, and as whom we speak to it. */
export interface ProviderSettings {
  /** Absolute; https, or http to a loopback address. */
  readonly baseUrl: string
  /** As the provider's credentials schema names them; empty if none were given. */
  readonly credentials: Readonly<Record<string, string>>
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Everything the server is told from outside. */
export interface Settings {
  /** A loopback address where no token is required. */
  readonly host: string
  /** 0 lets the system choose one. */
  readonly port: number
  readonly logLevel: LogLevel
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly proxy: ProxySettings
  /** By the provider's name: `sms365`. */
  readonly providers: Readonly<Record<string, ProviderSettings>>
  readonly access: AccessSettings
  readonly limits: LimitSettings
  readonly store: StoreSettings
  readonly delivery: DeliverySettings
  readonly jobs: JobsSettings
  readonly observability: ObservabilitySettings
}

/** Settings that cannot be right. `problems` are sentences, each naming its setting and what is accepted. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

// The vendor has one address for all calls, so it is no base of anything.
const baseUrlSettings: Readonly<Record<string, string>> = { netoxygen: 'NETOXYGEN_URL' }

const prefixOf = (providerName: string): string => `${providerName.toUpperCase()}_`
const baseUrlSettingOf = (providerName: string): string =>
  baseUrlSettings[providerName] ?? `${prefixOf(providerName)}BASE_URL`
const credentialSettingOf = (providerName: string, field: Pick<Field, 'name'>): string =>
  prefixOf(providerName) + field.name.replace(/[A-Z]/g, '_$&').toUpperCase()

const credentialFields: Readonly<Record<string, readonly Field[]>> = Object.fromEntries(
  providers.map(({ name, credentials }) => [name, describeFields(credentials)]),
)

const listCredentialSettings = (providerName: string): readonly string[] =>
  (credentialFields[providerName] ?? []).map((field) => credentialSettingOf(providerName, field))

/** The settings of a provider's credentials that were not given: `SMS365_API_KEY`, … */
export const listMissingSettings = (
  providerName: string,
  { credentials }: Pick<ProviderSettings, 'credentials'>,
): readonly string[] =>
  (credentialFields[providerName] ?? [])
    .filter(({ name }) => !Object.hasOwn(credentials, name))
    .map((field) => credentialSettingOf(providerName, field))

const parseProvider = (
  name: string,
  defaultBaseUrl: string,
  env: Environment,
  problems: string[],
): ProviderSettings => {
  const fields = credentialFields[name] ?? []
  const baseUrlSetting = baseUrlSettingOf(name)
  const baseUrl = env[baseUrlSetting] ?? defaultBaseUrl
  const problem = findBaseUrlProblem(baseUrl)
  if (problem) problems.push(`${baseUrlSetting}: ${problem}, such as ${defaultBaseUrl}.`)

  const given = fields.flatMap((field) => {
    const setting = credentialSettingOf(name, field)
    const value = readSecret(env, setting, problems)
    if (value === undefined) return []
    if (value === '' || value !== value.trim() || value.length > 255) {
      problems.push(
        `${setting} must be a text of 1 to 255 characters without spaces around it. Leave it out to run without.`,
      )
    }
    return [[field.name, value] as const]
  })
  const credentials = Object.fromEntries(given)
  for (const [one, other] of [
    ['username', 'password'],
    ['password', 'username'],
  ] as const) {
    if (one in credentials && !(other in credentials)) {
      const [is, isNot] = [one, other].map((field) => credentialSettingOf(name, { name: field }))
      problems.push(`${is} is set and ${isNot} is not: set both, or neither.`)
    }
  }

  const credentialSettings = listCredentialSettings(name)
  const known = [baseUrlSetting, ...credentialSettings, ...(providerJobsSettings[name] ?? [])]
  const files = credentialSettings.map((setting) => `${setting}_FILE`)
  for (const setting of Object.keys(env)) {
    if (env[setting] === undefined || !setting.startsWith(prefixOf(name)) || [...known, ...files].includes(setting))
      continue
    problems.push(`${setting} is not a setting of this server: those of ${name} are ${known.join(', ')}.`)
  }
  return { baseUrl, credentials }
}

const isProxyAddress = (address: string): boolean => {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
}

// A proxy's address may hold a password, so it is not quoted.
const findProxyProblems = ({ httpProxy, httpsProxy }: ProxySettings): readonly string[] =>
  Object.entries({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy }).flatMap(([setting, address]) =>
    address === undefined || isProxyAddress(address)
      ? []
      : [`${setting} must be the http or https address of a proxy, such as http://proxy.example.com:3128.`],
  )

/** Whoever reaches a server without tokens may send with its credentials. */
const findHostProblem = (host: string, access: AccessSettings): string | undefined => {
  if (isTokenRequired(access) ? host.trim() !== '' : isLoopbackHost(host)) return undefined
  return `HOST must be a loopback address (127.0.0.1, ::1 or localhost), because anyone who reaches the server may send with your credentials; given was ${JSON.stringify(host)}. Set API_TOKENS, API_TOKENS_FILE or JWT_JWKS_URL to listen elsewhere.`
}

/**
 * The settings that an environment holds. Throws SettingsError with every problem found; no problem quotes
 * the value of a credential.
 */
export const parseSettings = (env: Environment): Settings => {
  const problems: string[] = []
  const host = env['HOST'] ?? '127.0.0.1'
  const access = parseAccessSettings(env, problems)
  const hostProblem = findHostProblem(host, access)
  if (hostProblem !== undefined) problems.push(hostProblem)
  const port = readWhole(env, 'PORT', { ...ports, unset: 4_000 }, problems)
  const logLevel = logLevels.find((level) => level === (env['LOG_LEVEL'] ?? 'info'))
  if (!logLevel) {
    problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}; given was ${JSON.stringify(env['LOG_LEVEL'])}.`)
  }
  const proxy = readProxySettings(env)
  problems.push(...findProxyProblems(proxy))
  const providerSettings = Object.fromEntries(
    providers.map(({ name, defaultBaseUrl }) => [name, parseProvider(name, defaultBaseUrl, env, problems)]),
  )
  const store = parseStoreSettings(env, problems)
  const delivery = parseDeliverySettings(env, problems)
  const jobs = parseJobsSettings(env, problems)
  const observability = parseObservabilitySettings(env, problems)
  const limits = parseLimitSettings(env, isTokenRequired(access), problems)
  if (problems.length > 0 || !logLevel) throw new SettingsError(problems)
  return {
    host,
    port,
    logLevel,
    proxy,
    providers: providerSettings,
    access,
    limits,
    store,
    delivery,
    jobs,
    observability,
  }
}
