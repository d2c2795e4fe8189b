import type { Sandbox } from '@heliograph/sandbox'

/** The settings that lead the server to a sandbox, directly or through a relay, and to nobody else. */
export const toEnvironment = (
  { credentials, baseUrls, origin }: Sandbox,
  settings: Readonly<Record<string, string>>,
  gateways = origin,
): Readonly<Record<string, string>> => ({
  PORT: '0',
  PROXSTOP_BASE_URL: baseUrls.proxstop.replace(origin, gateways),
  PROXSTOP_API_KEY: credentials.proxstop.apiKey,
  SMS365_BASE_URL: baseUrls.sms365.replace(origin, gateways),
  SMS365_API_KEY: credentials.sms365.apiKey,
  SMS365_USERNAME: credentials.sms365.username,
  SMS365_PASSWORD: credentials.sms365.password,
  NETOXYGEN_URL: baseUrls.netoxygen.replace(origin, gateways),
  NETOXYGEN_USERNAME: credentials.netoxygen.username,
  NETOXYGEN_PASSWORD: credentials.netoxygen.password,
  ...settings,
})
