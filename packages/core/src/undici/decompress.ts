import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'

type Decompressor = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const decompressors: Readonly<Record<string, Decompressor>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** The codings an answer may have. */
export const acceptedEncodings = 'gzip, deflate, br'

/**
 * The body without its content coding, at most `maxOutputLength` bytes: a larger one is given up while it is being
 * unpacked. Throws what zlib throws; more than one coding, or an unknown one, has the code Z_DATA_ERROR too.
 */
export const decompress = async (
  body: Uint8Array,
  contentEncoding: string | undefined,
  maxOutputLength: number,
): Promise<Uint8Array> => {
  const encoding = contentEncoding?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body
  const decompressor = Object.hasOwn(decompressors, encoding) ? decompressors[encoding] : undefined
  if (!decompressor) throw Object.assign(new Error('unknown content coding'), { code: 'Z_DATA_ERROR' })
  return decompressor(body, { maxOutputLength })
}
