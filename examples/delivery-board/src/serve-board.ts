import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { type Heliograph, HeliographError } from './heliograph.ts'

const readPage = (name: string, type: string) => ({
  type,
  body: readFileSync(new URL(`page/${name}`, import.meta.url)),
})

const pages: Readonly<Record<string, ReturnType<typeof readPage>>> = {
  '/': readPage('index.html', 'text/html; charset=utf-8'),
  '/board.js': readPage('board.js', 'text/javascript; charset=utf-8'),
  '/board.css': readPage('board.css', 'text/css; charset=utf-8'),
}

const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
}

const longestBody = 16_384

const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}

/** What to tell people of an error; an error that is not Heliograph's own means that no answer came. */
const describe = (error: unknown, advice = ''): string =>
  error instanceof HeliographError ? error.message : `Heliograph cannot be reached.${advice}`

const isOutgoing = (value: unknown): value is { readonly key: string; readonly to: string; readonly text: string } =>
  typeof value === 'object' &&
  value !== null &&
  ['key', 'to', 'text'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string')

const send = async (heliograph: Heliograph, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { 'content-type': type, 'content-length': length = Infinity } = request.headers
  // Pages of other origins cannot send this type without leave, which they are not given.
  if (type !== 'application/json') return sendJson(response, 415, { messages: [], problem: 'It must be JSON.' })
  if (Number(length) > longestBody) return sendJson(response, 413, { messages: [], problem: 'It is too long.' })
  const body = await json(request).catch(() => undefined)
  if (!isOutgoing(body)) return sendJson(response, 400, { messages: [], problem: 'key, to and text are needed.' })
  try {
    sendJson(response, 200, await heliograph.send(body.key, body.to, body.text))
  } catch (error) {
    sendJson(response, 502, { messages: [], problem: describe(error, ' Send again: however often, one SMS goes out.') })
  }
}

const listMessages = async (heliograph: Heliograph, response: ServerResponse): Promise<void> => {
  try {
    sendJson(response, 200, await heliograph.listMessages())
  } catch (error) {
    sendJson(response, 502, { problem: describe(error) })
  }
}

/**
 * Hands updates on to one page. The cursor of each is its event id: a browser that comes back tells the last one it
 * has seen, and the subscription goes on behind it. So nothing is kept here, and nothing is missed.
 */
const relayUpdates = async (
  heliograph: Heliograph,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const ended = new AbortController()
  response.on('close', () => ended.abort())
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const tell = (event: string, value: unknown, id?: string) =>
    response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(value)}\n\n`)
  response.write('retry: 1000\n\n')
  const seen = request.headers['last-event-id']
  // The clocks of two machines differ; an update that comes twice does no harm.
  const aMinuteAgo = new Date(Date.now() - 60_000).toISOString()
  try {
    const updates = await heliograph.watch(seen?.toString() ?? aMinuteAgo, ended.signal)
    if (seen === undefined) tell('begin', {}, aMinuteAgo)
    tell('live', {})
    for await (const { cursor, message } of updates) tell('update', message, cursor)
  } catch (error) {
    // The store is another one: the page forgets its place, and begins anew when it comes back.
    if (error instanceof HeliographError && error.code === 'BAD_USER_INPUT') response.write('id\n\n')
    else if (!ended.signal.aborted) tell('problem', describe(error))
  }
  response.end()
}

const answer = async (heliograph: Heliograph, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const route = `${request.method} ${request.url?.split('?', 1)[0]}`
  switch (route) {
    case 'POST /send':
      return send(heliograph, request, response)
    case 'GET /messages':
      return listMessages(heliograph, response)
    case 'GET /updates':
      return relayUpdates(heliograph, request, response)
    default: {
      const page = request.method === 'GET' ? pages[route.slice('GET '.length)] : undefined
      if (page) response.writeHead(200, { ...pageHeaders, 'content-type': page.type }).end(page.body)
      else response.writeHead(404).end()
    }
  }
}

/** The board, without a socket: whoever reaches it may send, so your own login belongs in front of it. */
export const serveBoard = (heliograph: Heliograph): Server =>
  createServer((request, response) => void answer(heliograph, request, response))
