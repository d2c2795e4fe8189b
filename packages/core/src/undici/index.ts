export { createUndiciTransport, type UndiciTransport, type UndiciTransportOptions } from './undici-transport.ts'
export { createTransportError, toTransportError } from './failure.ts'
export { type ProxySettings, readProxySettings } from './proxy-settings.ts'
