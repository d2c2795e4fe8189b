const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i

/** Whether a host name, or the host of a URL, can only be this machine. */
export const isLoopbackHost = (host: string): boolean => loopbackHost.test(host)
