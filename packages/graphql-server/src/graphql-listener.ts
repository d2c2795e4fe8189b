import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import type { Admission } from './access/admission.ts'
import type { Execution, GraphqlParams, GraphqlResult } from './execution/execution.ts'
import type { EarlyAnswer } from './plugins/use-execution.ts'
import type { RequestContext } from './request-context.ts'
import type { RequestFactsKeeper } from './request-facts.ts'

/** The largest request body taken, in bytes. */
export const maxBodyBytes = 256 * 1024

/** What of Yoga the listener needs. */
interface Yoga {
  readonly fetchAPI: { readonly Request: typeof Request }
  handleRequest(request: Request, context: never): Response | Promise<Response>
}

export interface GraphqlListenerParts {
  readonly yoga: Yoga
  readonly admission: Admission
  readonly execution: Execution
  readonly requestFacts: RequestFactsKeeper
}

const tooLarge = () =>
  new GraphQLError('Request body too large', {
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  })

/** Reads a body as JSON. Throws a GraphQLError for one that is too large, and leaves the rest of it unread. */
const readJson = (request: IncomingMessage): Promise<unknown> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge()
    const chunks: Buffer[] = []
    let size = 0
    const stop = () => request.off('data', take).off('end', finish).off('error', reject)
    const take = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= maxBodyBytes) return
      stop()
      reject(tooLarge())
    }
    const finish = () => {
      stop()
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString()))
      } catch (error) {
        reject(error)
      }
    }
    request.on('data', take).on('end', finish).on('error', reject)
  })

/** Passes a stream on as fast as it is taken, until it ends or its reader is gone. */
const passOn = async (
  body: ReadableStream<Uint8Array>,
  response: ServerResponse,
  readerGone: AbortSignal,
): Promise<void> => {
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => undefined)
  readerGone.addEventListener('abort', cancel)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || readerGone.aborted) break
      if (!response.write(value)) await once(response, 'drain', { signal: readerGone })
    }
  } finally {
    readerGone.removeEventListener('abort', cancel)
    response.end()
  }
}

const isStream = (headers: Headers): boolean =>
  /^(?:text\/event-stream|multipart\/mixed)/.test(headers.get('content-type') ?? '')

const sendAnswer = async (answer: Response, response: ServerResponse, readerGone: AbortSignal): Promise<void> => {
  const { status, headers, body } = answer
  if (body && isStream(headers)) {
    response.writeHead(status, Object.fromEntries(headers)).flushHeaders()
    await passOn(body, response, readerGone)
    return
  }
  const content = Buffer.from(await answer.arrayBuffer())
  response.writeHead(status, { ...Object.fromEntries(headers), 'content-length': content.length }).end(content)
}

const isPost = ({ method, url }: IncomingMessage): boolean => method === 'POST' && url === '/graphql'

const isOptionalRecord = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))

/** Parameters that need nothing but to be run; Yoga knows the others, and says what is wrong with those that are. */
const isPlain = (params: unknown): params is GraphqlParams => {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return false
  const { query, variables, operationName, ...others } = params as Readonly<Record<string, unknown>>
  return (
    typeof query === 'string' &&
    isOptionalRecord(variables) &&
    (operationName === undefined || operationName === null || typeof operationName === 'string') &&
    Object.keys(others).length === 0
  )
}

/** Whether the first thing that is accepted is JSON; else Yoga chooses. */
const acceptsJson = (accept: string | undefined): boolean =>
  accept === undefined || /^(?:application\/json|\*\/\*)(?:,|$)/.test(accept)

/** What it gives, or throws, again and again. */
const settle = async <Value>(run: () => Promise<Value>): Promise<() => Value> => {
  try {
    const value = await run()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** A result that goes out as it is; undefined where there is more to do. */
const findPlainResult = ({ result }: EarlyAnswer): GraphqlResult | undefined => {
  try {
    const given = result?.()
    return given === undefined || Symbol.asyncIterator in given || given.errors ? undefined : given
  } catch {
    return undefined
  }
}

interface EarlyRequest extends EarlyAnswer {
  /** Gives the body as JSON, or throws why it cannot be read. */
  readonly body?: () => unknown
}

/**
 * Answers HTTP requests with Yoga, of which making a Request and choosing a Response costs more than all that a send needs. So a
 * GraphQL request is run first, and Yoga asked only where there is something to choose: an error, a stream, another type.
 */
export const createGraphqlListener = ({
  yoga,
  admission,
  execution,
  requestFacts,
}: GraphqlListenerParts): RequestListener => {
  const runEarly = async (request: IncomingMessage, context: RequestContext): Promise<EarlyRequest> => {
    try {
      await admission.admit({ method: 'POST', headers: context.request.headers }, context)
    } catch (refusal) {
      return { refusal }
    }
    const body = await settle(() => readJson(request))
    let params: unknown
    try {
      params = body()
    } catch {
      return { body }
    }
    if (!isPlain(params)) return { body }
    const plain = params
    return { body, result: await settle(() => execution.run(plain, context, false)) }
  }

  const answerWithYoga = async (
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
    context: object,
    body: () => unknown,
  ): Promise<void> => {
    const { url = '/', method = 'GET', headers } = request
    const asked = new yoga.fetchAPI.Request(`http://${headers.host}${url}`, {
      method,
      headers: headers as Record<string, string>,
      signal,
    })
    asked.json = async () => body()
    await sendAnswer(await yoga.handleRequest(asked, context as never), response, signal)
  }

  const answerPost = async (request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> => {
    const headers = { get: (name: string) => (request.headers[name] as string | undefined) ?? null }
    const asked = { headers, signal }
    const context = requestFacts.begin(asked, { req: request, request: asked })
    const early = await runEarly(request, context)
    const plain = acceptsJson(request.headers.accept) ? findPlainResult(early) : undefined
    if (plain === undefined) {
      return answerWithYoga(request, response, signal, { ...context, early }, early.body ?? (() => undefined))
    }
    const content = JSON.stringify(plain)
    response
      .writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(content),
        'x-request-id': context.requestId,
      })
      .end(content)
    requestFacts.end(context, asked, 200)
  }

  return (request, response) => {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const answered = isPost(request)
      ? answerPost(request, response, gone.signal)
      : answerWithYoga(request, response, gone.signal, { req: request }, () => readJson(request))
    answered.catch(() => response.destroy())
  }
}
