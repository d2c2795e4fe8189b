const exact: Readonly<Record<string, string>> = {
  '/graphql': '/graphql',
  '/health': '/health',
  '/ready': '/ready',
  '/metrics': '/metrics',
}

/**
 * The route of a request's address, for logs, metrics and traces: without its query, and without the part of a
 * callback's path that is a secret, or what a proxy leaves in front of it. `other` for what is nothing of ours.
 */
export const findRoute = (url: string): string => {
  const [path = ''] = url.split('?', 1)
  const known = Object.hasOwn(exact, path) ? exact[path] : undefined
  if (known !== undefined) return known
  const [, provider] = /\/callbacks\/(sms365)(?:\/|$)/.exec(path) ?? []
  return provider === undefined ? 'other' : `/callbacks/${provider}`
}
