import { isLoopbackHost } from '../loopback-host.ts'
import type { Environment } from './read-setting.ts'

/** How reports of what became of messages come to us. */
export interface DeliverySettings {
  /** Where providers reach this server, without a slash at its end; absent if they are not to call it. */
  readonly publicUrl?: string
}

// The address of a callback adds some 100 characters to it, and gateways do not keep long ones.
const longestPublicUrl = 200

const findProblem = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an absolute https address'
  if (url.username || url.password || url.search || url.hash) {
    return 'must have no user name, password, query or fragment'
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return 'must be https: plain http would show the tokens of callbacks to the network, and is accepted for a loopback address only'
  }
  return text.length > longestPublicUrl ? `must have at most ${longestPublicUrl} characters` : undefined
}

/** PUBLIC_URL. Adds a sentence to `problems` if it cannot be right. */
export const parseDeliverySettings = (env: Environment, problems: string[]): DeliverySettings => {
  const text = env['PUBLIC_URL']
  if (text === undefined) return {}
  const problem = findProblem(text)
  if (problem === undefined) return { publicUrl: new URL(text).href.replace(/\/+$/, '') }
  problems.push(`PUBLIC_URL ${problem}, such as https://sms.example.com.`)
  return {}
}
