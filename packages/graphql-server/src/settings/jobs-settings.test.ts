import { describe, expect, it } from 'vitest'
import { parseJobsSettings } from './jobs-settings.ts'

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

const parse = (env: Readonly<Record<string, string>>) => {
  const problems: string[] = []
  const settings = parseJobsSettings(env, problems)
  return { settings, problems }
}

describe('parseJobsSettings', () => {
  it('keeps messages for 90 days, and calls nobody unless told to', () => {
    expect(parse({})).toEqual({
      settings: { allowPrivateCallbacks: false, messageDays: 90, usesStatusGet: false, pollCallsPerSecond: 5 },
      problems: [],
    })
  })

  it.each(['https://app.example.com/hook?tenant=1', 'http://127.0.0.1:8080/hook', 'http://localhost/'])(
    'reports changes to %s',
    (url) => {
      const { settings, problems } = parse({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret })
      expect(problems).toEqual([])
      expect(settings.webhook).toEqual({ url, secret })
    },
  )

  it.each(['http://app.example.com/hook', 'https://user:password@example.com/', 'ftp://example.com/', 'hook', ''])(
    'refuses %j as the webhook address',
    (url) => {
      const { settings, problems } = parse({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret })
      expect(problems).toEqual([expect.stringMatching(/^WEBHOOK_URL must /)])
      expect(settings.webhook).toBeUndefined()
    },
  )

  it.each(['whsec_', 'whsec_c2hvcnQ=', `${secret} `, secret.slice(6), `${secret}!`, `${secret}AAA`])(
    'refuses a secret that is none, without quoting it',
    (given) => {
      const { problems } = parse({ WEBHOOK_URL: 'https://app.example.com/', WEBHOOK_SECRET: given })
      expect(problems).toEqual([expect.stringMatching(/^WEBHOOK_SECRET must be whsec_/)])
      expect(problems.join()).not.toContain(given.slice(10) || 'unquoted')
    },
  )

  it('wants address and secret together', () => {
    expect(parse({ WEBHOOK_URL: 'https://app.example.com/' }).problems).toEqual([
      expect.stringContaining('because WEBHOOK_URL is set'),
    ])
    expect(parse({ WEBHOOK_SECRET: secret }).problems).toEqual([expect.stringContaining('WEBHOOK_URL is not')])
  })

  it('names each setting of the wrong form', () => {
    const { problems } = parse({
      CALLBACK_ALLOW_PRIVATE: 'yes',
      MESSAGE_DAYS: '0',
      SMS365_STATUS_GET: '1',
      POLL_CALLS_PER_SECOND: '1.5',
    })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'CALLBACK_ALLOW_PRIVATE',
      'MESSAGE_DAYS',
      'SMS365_STATUS_GET',
      'POLL_CALLS_PER_SECOND',
    ])
  })
})
