import { expect, test } from 'vitest'
import { parseDeliverySettings } from './delivery-settings.ts'

test.each([
  ['https://sms.example.com', 'https://sms.example.com'],
  ['https://Example.com:8443/sms/', 'https://example.com:8443/sms'],
  ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
  [undefined, undefined],
])('takes %s', (given, publicUrl) => {
  const problems: string[] = []
  expect(parseDeliverySettings({ PUBLIC_URL: given }, problems)).toEqual(publicUrl === undefined ? {} : { publicUrl })
  expect(problems).toEqual([])
})

test.each([
  ['sms.example.com', 'an absolute https address'],
  ['', 'an absolute https address'],
  ['http://sms.example.com', 'must be https'],
  ['https://user:pass@sms.example.com', 'no user name'],
  ['https://sms.example.com/?a=b', 'query'],
  [`https://sms.example.com/${'a'.repeat(200)}`, 'at most 200 characters'],
])('refuses %s, and names the setting', (given, words) => {
  const problems: string[] = []
  expect(parseDeliverySettings({ PUBLIC_URL: given }, problems)).toEqual({})
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^PUBLIC_URL .*${words}.*\\.$`))])
})
