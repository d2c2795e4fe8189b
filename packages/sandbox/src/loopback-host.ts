/** Whether a host, as a URL has it, is this machine. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** The same for a Host header: a page from elsewhere can point a name of its own at this machine. */
export const isLoopbackHostHeader = (header = ''): boolean => {
  const url = URL.parse(`http://${header}`)
  return url !== null && isLoopbackHost(url.hostname)
}
