import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decompress } from './decompress.ts'

const text = new TextEncoder().encode('an answer'.repeat(100))

test.each([
  ['gzip', gzipSync(text)],
  [' X-GZip ', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['identity', text],
  ['', text],
  [undefined, text],
])('unpacks %j', async (encoding, packed) => {
  expect(new Uint8Array(await decompress(packed, encoding, text.length))).toEqual(text)
})

test('unpacks nothing from nothing', async () => {
  expect(await decompress(new Uint8Array(), 'gzip', 1)).toHaveLength(0)
})

test.each([
  ['more than is accepted', gzipSync(text), 'gzip', 'ERR_BUFFER_TOO_LARGE'],
  ['what is cut off', gzipSync(text).subarray(0, 20), 'gzip', 'Z_BUF_ERROR'],
  ['what is not packed', text, 'gzip', 'Z_DATA_ERROR'],
  ['an unknown coding', text, 'constructor', 'Z_DATA_ERROR'],
  ['two codings', gzipSync(gzipSync(text)), 'gzip, gzip', 'Z_DATA_ERROR'],
])('refuses %s', async (_what, packed, encoding, code) => {
  await expect(decompress(packed, encoding, text.length - 1)).rejects.toMatchObject({ code })
})
