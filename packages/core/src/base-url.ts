const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether a host, as a URL has it, is this machine. */
export const isLoopbackHost = (hostname: string): boolean => loopbackHost.test(hostname)

// Every call asks about the same few, and to parse one took a hundredth of a whole send.
const knownGood = new Set<string>()
const mostKnown = 16

/**
 * What is wrong with a base URL, as a sentence; undefined when it is good. Credentials go over it, so it is https,
 * or http to a loopback address; and it carries no user, query or fragment.
 */
export const findBaseUrlProblem = (baseUrl: string): string | undefined => {
  if (knownGood.has(baseUrl)) return undefined
  const problem = findNewProblem(baseUrl)
  if (problem === undefined && knownGood.size < mostKnown) knownGood.add(baseUrl)
  return problem
}

const findNewProblem = (baseUrl: string): string | undefined => {
  const url = URL.parse(baseUrl)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return 'The base URL must be an absolute https address'
  }
  if (url.username || url.password || url.search || url.hash) {
    return 'The base URL must have no user name, password, query or fragment'
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return 'The base URL must be https: plain http would show the credentials to the network, and is accepted for a loopback address only'
  }
  return undefined
}

/** Puts a path behind a base URL, whether or not the base ends in a slash. */
export const joinUrl = (baseUrl: string, path: string): string =>
  baseUrl.endsWith('/') ? baseUrl + path : `${baseUrl}/${path}`
