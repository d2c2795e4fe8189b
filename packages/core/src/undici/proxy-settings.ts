/** Which proxies to use; each as in the environment variable of its name. */
export interface ProxySettings {
  readonly httpProxy?: string | undefined
  readonly httpsProxy?: string | undefined
  /** Hosts without a proxy, separated by commas. */
  readonly noProxy?: string | undefined
}

/** Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in lower case first, from an environment that the caller gives. */
export const readProxySettings = (environment: Readonly<Record<string, string | undefined>>): ProxySettings => ({
  httpProxy: environment['http_proxy'] || environment['HTTP_PROXY'],
  httpsProxy: environment['https_proxy'] || environment['HTTPS_PROXY'],
  noProxy: environment['no_proxy'] || environment['NO_PROXY'],
})
