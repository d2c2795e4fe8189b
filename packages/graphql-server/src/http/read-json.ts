import type { IncomingMessage } from 'node:http'
import { GraphQLError } from 'graphql'

/** The largest request body taken, in bytes. */
export const maxBodyBytes = 256 * 1024

const tooLarge = () =>
  new GraphQLError('Request body too large', {
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  })

/** The body as text. Rejects with a GraphQLError once it is too large, and keeps nothing of the rest; with an Error where the client has gone. */
const readText = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const leave = () => reject(request.errored ?? new Error('The client has gone'))
    const stop = () => request.off('data', take).off('end', finish).off('error', reject).off('close', leave)
    const take = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= maxBodyBytes) return
      stop()
      reject(tooLarge())
    }
    const finish = () => {
      stop()
      resolve(Buffer.concat(chunks).toString())
    }
    if (request.destroyed) leave()
    request.on('data', take).on('end', finish).on('error', reject).on('close', leave)
  })

/** Reads a body as JSON. Throws a GraphQLError for one that is too large, and a SyntaxError for what is no JSON. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge()
  return JSON.parse(await readText(request)) as unknown
}
