import { isLoopbackHost } from '../loopback-host.ts'
import { readSecret } from './read-secret.ts'
import { type Environment, readSwitch, readWhole } from './read-setting.ts'

/** What is done beside answering requests. */
export interface JobsSettings {
  /** Where each change of a message is reported; absent if nowhere. */
  readonly webhook?: WebhookSettings
  /** Whether a caller's own `callback` may lead to a private network or to this machine. */
  readonly allowPrivateCallbacks: boolean
  /** How long finished messages are kept. */
  readonly messageDays: number
  /** Whether status changes of sms365 are taken with its destructive read. */
  readonly usesStatusGet: boolean
  /** How many times a second each provider is asked for statuses, at most. */
  readonly pollCallsPerSecond: number
}

export interface WebhookSettings {
  /** https, or http to a loopback address. */
  readonly url: string
  /** As Standard Webhooks writes it: `whsec_` and base64. */
  readonly secret: string
}

const findWebhookUrlProblem = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an absolute https address'
  if (url.username || url.password || url.hash) return 'must have no user name, password or fragment'
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return 'must be https: plain http is accepted for a loopback address only'
  }
  return undefined
}

/** 24 to 64 bytes in base64, as Standard Webhooks asks for. */
const isWebhookSecret = (secret: string): boolean => {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  if (encoded === undefined) return false
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === encoded
}

const parseWebhook = (url: string | undefined, secret: string | undefined, problems: string[]) => {
  if (url === undefined && secret === undefined) return undefined
  if (url === undefined) {
    problems.push('WEBHOOK_SECRET is set and WEBHOOK_URL is not: set both, or neither.')
    return undefined
  }
  const problem = findWebhookUrlProblem(url)
  if (problem !== undefined) problems.push(`WEBHOOK_URL ${problem}, such as https://app.example.com/heliograph.`)
  if (secret === undefined || !isWebhookSecret(secret)) {
    problems.push(
      `WEBHOOK_SECRET must be whsec_ and 24 to 64 random bytes in base64${secret === undefined ? ', because WEBHOOK_URL is set' : ''}; this makes one: echo "whsec_$(openssl rand -base64 32)"`,
    )
    return undefined
  }
  return problem === undefined ? { url, secret } : undefined
}

/** Settings that have a provider's prefix, by its name. */
export const providerJobsSettings: Readonly<Record<string, readonly string[]>> = { sms365: ['SMS365_STATUS_GET'] }

/** Adds a sentence to `problems` for each setting that cannot be right; none quotes the secret. */
export const parseJobsSettings = (env: Environment, problems: string[]): JobsSettings => {
  const webhook = parseWebhook(env['WEBHOOK_URL'], readSecret(env, 'WEBHOOK_SECRET', problems), problems)
  return {
    ...(webhook && { webhook }),
    allowPrivateCallbacks: readSwitch(env, 'CALLBACK_ALLOW_PRIVATE', false, problems),
    messageDays: readWhole(env, 'MESSAGE_DAYS', { least: 1, most: 3_650, unset: 90 }, problems),
    usesStatusGet: readSwitch(env, 'SMS365_STATUS_GET', false, problems),
    pollCallsPerSecond: readWhole(env, 'POLL_CALLS_PER_SECOND', { least: 1, most: 100, unset: 5 }, problems),
  }
}
