import { expect, test } from 'vitest'
import { listMissingSettings, parseSettings, SettingsError } from './settings.ts'

const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    parseSettings(env)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

test('needs no setting at all', () => {
  expect(parseSettings({ PATH: '/bin' })).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    logLevel: 'info',
    proxy: {},
    providers: {
      proxstop: { baseUrl: 'https://api.proxstop.com', credentials: {} },
      sms365: { baseUrl: 'https://sms365.gr/api', credentials: {} },
      netoxygen: { baseUrl: 'https://sms.netoxygen.ch/api2/', credentials: {} },
    },
  })
})

test('reads every setting', () => {
  const settings = parseSettings({
    HOST: '::1',
    PORT: '0',
    LOG_LEVEL: 'debug',
    HTTPS_PROXY: 'http://proxy:3128',
    PROXSTOP_BASE_URL: 'http://127.0.0.1:1/proxstop',
    PROXSTOP_API_KEY: 'p',
    SMS365_BASE_URL: 'https://example.com/api',
    SMS365_API_KEY: 'k',
    SMS365_USERNAME: 'u',
    SMS365_PASSWORD: 'w',
    NETOXYGEN_URL: 'http://localhost:1/',
    NETOXYGEN_USERNAME: 'n',
    NETOXYGEN_PASSWORD: 'o',
  })
  expect(settings).toMatchObject({
    host: '::1',
    port: 0,
    logLevel: 'debug',
    proxy: { httpsProxy: 'http://proxy:3128' },
    providers: {
      proxstop: { baseUrl: 'http://127.0.0.1:1/proxstop', credentials: { apiKey: 'p' } },
      sms365: { baseUrl: 'https://example.com/api', credentials: { apiKey: 'k', username: 'u', password: 'w' } },
      netoxygen: { baseUrl: 'http://localhost:1/', credentials: { username: 'n', password: 'o' } },
    },
  })
})

test.each([
  ['HOST', '0.0.0.0', 'HOST must be a loopback address (127.0.0.1, ::1 or localhost)'],
  ['PORT', 'abc', 'PORT must be a whole number from 0 to 65535; given was "abc".'],
  ['PORT', '65536', 'PORT must be a whole number from 0 to 65535; given was "65536".'],
  ['PORT', '', 'PORT must be a whole number from 0 to 65535; given was "".'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; given was "loud".'],
  ['SMS365_BASE_URL', 'http://sms365.gr/api', 'SMS365_BASE_URL: The base URL must be https'],
  ['NETOXYGEN_URL', 'sms.netoxygen.ch', 'NETOXYGEN_URL: The base URL must be an absolute https address'],
  ['SMS365_API_KEY', '', 'SMS365_API_KEY must be a text of 1 to 255 characters without spaces around it.'],
  ['PROXSTOP_API_KEY', 'key\n', 'PROXSTOP_API_KEY must be a text of 1 to 255 characters without spaces around it.'],
  [
    'SMS365_APIKEY',
    'k',
    'SMS365_APIKEY is not a setting of this server: those of sms365 are SMS365_BASE_URL, SMS365_API_KEY, SMS365_USERNAME, SMS365_PASSWORD, SMS365_STATUS_GET.',
  ],
  ['NETOXYGEN_BASE_URL', 'https://a.example', 'NETOXYGEN_BASE_URL is not a setting of this server'],
  ['NETOXYGEN_USERNAME', 'me', 'NETOXYGEN_USERNAME is set and NETOXYGEN_PASSWORD is not: set both, or neither.'],
  ['SMS365_PASSWORD', 'pw', 'SMS365_PASSWORD is set and SMS365_USERNAME is not: set both, or neither.'],
])('refuses %s=%j in a sentence that names it', (name, value, sentence) => {
  const problems = problemsOf({ [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(sentence)
})

test('names every problem at once', () => {
  expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y', SMS365_KEY: 'z' })).toHaveLength(3)
})

test('never quotes a credential', () => {
  const problems = problemsOf({ SMS365_API_KEY: ' secret ', NETOXYGEN_PASSWORD: 'secret', PROXSTOP_KEY: 'secret' })
  expect(problems).toHaveLength(3)
  expect(problems.join()).not.toContain('secret')
})

test('names the credentials that were not given', () => {
  expect(listMissingSettings('sms365', { credentials: { apiKey: 'k' } })).toEqual([
    'SMS365_USERNAME',
    'SMS365_PASSWORD',
  ])
  expect(listMissingSettings('netoxygen', { credentials: { username: 'u', password: 'p' } })).toEqual([])
})

test.each(['garbage', 'socks5://proxy:1080', 'http://user:hidden@'])(
  'refuses the proxy %s without quoting it',
  (address) => {
    for (const setting of ['HTTP_PROXY', 'https_proxy']) {
      const problems = problemsOf({ [setting]: address })
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(/^HTTPS?_PROXY must be the http or https address of a proxy/)
      expect(problems[0]).not.toContain('hidden')
    }
  },
)

test('listens elsewhere only where a token is required', () => {
  expect(problemsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^HOST must be .* Set API_TOKENS/)])
  const token = 'a'.repeat(24)
  expect(problemsOf({ HOST: '0.0.0.0', API_TOKENS: `app:read:${token}` })).toEqual([])
  expect(problemsOf({ HOST: ' ', API_TOKENS: `app:read:${token}` })).toHaveLength(1)
})
