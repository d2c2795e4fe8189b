import { expect, test } from 'vitest'
import { findBaseUrlProblem, joinUrl } from './base-url.ts'

test.each([
  'https://sms365.gr/api',
  'http://localhost:8080/',
  'http://127.0.0.1/',
  'http://127.1.2.3/x',
  'http://[::1]:80/',
])('accepts %s', (url) => {
  expect([findBaseUrlProblem(url), findBaseUrlProblem(url)]).toEqual([undefined, undefined])
})

test.each([
  'http://sms365.gr/api',
  'http://localhost.example.com/',
  'http://127.0.0.1.example.com/',
  'http://10.0.0.1/',
  'http://0.0.0.0/',
  'ftp://sms365.gr/',
  'sms365.gr/api',
  '',
  'https://user:password@sms365.gr/',
  'https://sms365.gr/?key=1',
  'https://sms365.gr/#x',
])('refuses %s with a sentence', (url) => {
  const sentence = expect.stringMatching(/^The base URL must /)
  expect([findBaseUrlProblem(url), findBaseUrlProblem(url)]).toEqual([sentence, sentence])
})

test('joins with exactly one slash', () => {
  expect(joinUrl('https://a/b', 'c')).toBe('https://a/b/c')
  expect(joinUrl('https://a/b/', 'c')).toBe('https://a/b/c')
})
