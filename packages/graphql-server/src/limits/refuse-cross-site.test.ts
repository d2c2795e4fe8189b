import { expect, test } from 'vitest'
import { createTestServer } from '../testing/create-test-server.ts'
import { isFromOtherOrigin } from './refuse-cross-site.ts'

test.each([
  [{}, false],
  [{ host: 'localhost:4000' }, false],
  [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:4000', host: 'localhost:4000' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, true],
  [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000', host: 'localhost:4000' }, true],
  [{ origin: 'http://localhost:4000', host: 'localhost:4000' }, false],
  [{ origin: 'http://localhost:3000', host: 'localhost:4000' }, true],
  [{ origin: 'https://elsewhere.example', host: 'localhost:4000' }, true],
  [{ origin: 'null', host: 'localhost:4000' }, true],
  [{ origin: 'http://localhost:4000' }, true],
])('judges the headers %j', (headers, isOther) => {
  expect(isFromOtherOrigin(headers)).toBe(isOther)
})

test('answers no page of another origin, over POST or GET', async () => {
  const server = createTestServer()
  const fromElsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }
  const { status, errors } = await server.run('{ sms365MeBalance { balance } }', undefined, fromElsewhere)
  expect(status).toBe(403)
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  const url = 'http://localhost/graphql?query=%7Bsms365MeBalance%7Bbalance%7D%7D'
  const accept = 'text/event-stream'
  expect((await server.fetch(url, { headers: { ...fromElsewhere, accept } })).status).toBe(403)
  expect(server.requests).toEqual([])
})

test('shows GraphiQL to whoever follows a link from elsewhere', async () => {
  const headers = { accept: 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  const response = await createTestServer().fetch('http://localhost/graphql', { headers })
  expect(response.headers.get('content-type')).toContain('text/html')
})
