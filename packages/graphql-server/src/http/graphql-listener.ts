import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Admission } from '../access/admission.ts'
import type { Execution, GraphqlParams, GraphqlResult } from '../execution/execution.ts'
import type { EarlyAnswer } from '../plugins/use-execution.ts'
import type { Logger } from '../log.ts'
import type { RequestContext } from '../request-context.ts'
import type { RequestFactsKeeper } from '../request-facts.ts'
import { readJson } from './read-json.ts'
import { sendAnswer } from './send-answer.ts'

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
  readonly log: Logger
}

/** What came of a request before Yoga was asked. */
interface EarlyRequest extends EarlyAnswer {
  /** Gives the body as JSON, or throws why it cannot be read; undefined if nobody has tried. */
  readonly body?: () => unknown
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
const acceptsJson = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept === undefined || /^(?:application\/json|\*\/\*)(?:,|$)/.test(accept)

/** A result that goes out as it is; undefined where there is more to do. */
const findPlainResult = ({ result }: EarlyAnswer): GraphqlResult | undefined => {
  try {
    const given = result?.()
    return given === undefined || Symbol.asyncIterator in given || given.errors ? undefined : given
  } catch {
    return undefined
  }
}

/** Gives the value, or throws the error, as often as it is asked. */
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

/** Whether it gives a value. */
const isGiven = (settled: () => unknown): boolean => {
  try {
    settled()
    return true
  } catch {
    return false
  }
}

const sendPlain = (response: ServerResponse, result: GraphqlResult, requestId: string): void => {
  const content = JSON.stringify(result)
  response
    .writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(content),
      'x-request-id': requestId,
    })
    .end(content)
}

/**
 * Answers HTTP requests with Yoga, for which to make a Request and to choose a Response is more work than all that a send needs. So
 * a GraphQL request is run first, and Yoga asked only where there is something to choose: an error, a stream, another type.
 */
export const createGraphqlListener = ({
  yoga,
  admission,
  execution,
  requestFacts,
  log,
}: GraphqlListenerParts): RequestListener => {
  const runEarly = async (request: IncomingMessage, context: RequestContext): Promise<EarlyRequest> => {
    const { headers } = context.request
    const admitted = await settle(() => admission.admit({ method: 'POST', headers }, context))
    if (!isGiven(admitted)) return { admitted }
    const body = await settle(() => readJson(request))
    const params = isGiven(body) ? body() : undefined
    if (!isPlain(params)) return { admitted, body }
    return { admitted, body, result: await settle(() => execution.run(params, context, false)) }
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
    // Assigned at once it would be among V8's old objects (docs/decisions/0013).
    const json = async () => body()
    asked.json = json
    await sendAnswer(await yoga.handleRequest(asked, context as never), response, signal)
  }

  const answerPost = async (request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> => {
    const headers = { get: (name: string) => (request.headers[name] as string | undefined) ?? null }
    const asked = { headers, signal }
    const context = requestFacts.begin(asked, { req: request, request: asked })
    const early = await runEarly(request, context)
    const result = acceptsJson(request) ? findPlainResult(early) : undefined
    if (!result) {
      return answerWithYoga(request, response, signal, { ...context, early }, early.body ?? (() => undefined))
    }
    sendPlain(response, result, context.requestId)
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
    answered.catch((error: unknown) => {
      log.error({ error: (error as Error).name }, 'a request could not be answered')
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    })
  }
}
