import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { createYoga } from 'graphql-yoga'
import { expect, test } from 'vitest'
import { createSchema } from '../create-graphql-server.ts'
import { renderGraphiqlPage } from './page.ts'
import { useGraphiqlPage } from './use-graphiql-page.ts'

const page = renderGraphiqlPage([{ query: '{ sms365MeBalance { balance } }' }], false)
const yoga = createYoga({
  schema: createSchema(),
  graphiql: false,
  landingPage: false,
  logging: false,
  plugins: [useGraphiqlPage(() => page)],
})
const open = (path = '/graphql', headers: Readonly<Record<string, string>> = {}) =>
  yoga.fetch(`http://localhost${path}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' })
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

test('shows a browser the page, which holds the examples', async () => {
  const response = await open()
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await response.text()).toContain('sms365MeBalance')
})

test('compresses the page as the browser asks for', async () => {
  const plain = await bytesOf(await open())
  const brotli = await open('/graphql', { 'accept-encoding': 'gzip, deflate, br;q=0.9' })
  expect(brotli.headers.get('content-encoding')).toBe('br')
  expect(brotliDecompressSync(await bytesOf(brotli)).equals(plain)).toBe(true)
  const gzip = await open('/graphql', { 'accept-encoding': 'gzip, br;q=0' })
  expect(gzip.headers.get('content-encoding')).toBe('gzip')
  expect(gunzipSync(await bytesOf(gzip)).equals(plain)).toBe(true)
})

test('sends nothing again to a browser that has the page', async () => {
  const etag = (await open()).headers.get('etag') ?? ''
  const again = await open('/graphql', { 'if-none-match': etag })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
})

test('allows its own script by its hash, and nothing from outside', async () => {
  const response = await open()
  const html = await response.text()
  const [, script = ''] = /<script>([^]*?)<\/script>/.exec(html) ?? []
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('http')
})

test('shows the page for a link that carries a query', async () => {
  expect((await open('/graphql?query=%7B__typename%7D')).headers.get('content-type')).toBe('text/html; charset=utf-8')
})

test('leads a browser from the root to the page', async () => {
  const response = await open('/')
  expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql'])
})

test('leaves other paths and other clients alone', async () => {
  expect((await open('/elsewhere')).status).toBe(404)
  const query = await yoga.fetch('http://localhost/graphql?query=%7B__typename%7D')
  expect(await query.json()).toEqual({ data: { __typename: 'Query' } })
})
