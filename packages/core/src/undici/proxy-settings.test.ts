import { expect, test } from 'vitest'
import { readProxySettings } from './proxy-settings.ts'

test('the usual variables are read, in lower case first', () => {
  const environment = { http_proxy: 'http://a', HTTP_PROXY: 'http://b', HTTPS_PROXY: 'http://c', NO_PROXY: 'localhost' }
  expect(readProxySettings(environment)).toEqual({
    httpProxy: 'http://a',
    httpsProxy: 'http://c',
    noProxy: 'localhost',
  })
  expect(readProxySettings({})).toEqual({})
})
