/** Credentials for tests, recognisable wherever they should not turn up. */
export const testCredentials = {
  proxstop: { apiKey: 'secret-proxstop-key' },
  sms365: { apiKey: 'secret-sms365-key', username: 'demo', password: 'secret-sms365-password' },
  netoxygen: { username: 'myuser', password: 'secret-netoxygen-password' },
} as const

/** The credentials of a provider by its name. */
export const credentialsOf = (provider: { readonly name: string }): Readonly<Record<string, string>> =>
  testCredentials[provider.name as keyof typeof testCredentials]
