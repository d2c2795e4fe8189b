import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Admission } from '../access/admission.ts'
import type { CompleteErrors } from '../execution/error-facts.ts'
import type { Execution, GraphqlParams, GraphqlResult } from '../execution/execution.ts'
import type { GraphqlMetrics } from '../observability/graphql-metrics.ts'
import type { RequestContext, RequestFacts } from '../request-context.ts'
import type { RequestFactsKeeper } from '../request-facts.ts'

/** What was done with a request before Yoga got it, which is not done again. */
export interface EarlyAnswer {
  /** Throws why it is not let in. */
  readonly admitted: () => void
  /** Gives what it came to, or throws why it was not begun; undefined if nobody has tried. */
  readonly result?: (() => GraphqlResult) | undefined
}

export interface ExecutionPluginParts {
  readonly admission: Admission
  readonly execution: Execution
  readonly requestFacts: RequestFactsKeeper
  readonly completeErrors: CompleteErrors
  readonly metrics?: GraphqlMetrics | undefined
}

type ServerContext = Partial<RequestFacts> & {
  readonly early?: EarlyAnswer
  /** The events of a subscription. */
  events?: AsyncIterableIterator<unknown>
}

const takesAnything = /\*\/\*|text\/\*/
const takesStreams = /text\/event-stream|multipart\/(?:mixed|\*)/

/** Yoga knows a subscription by its own executor, which does not run here: so whoever takes anything is given an event stream here. */
const chooseStream = (headers: Headers): void => {
  const accepted = (headers.get('accept') || '*/*').toLowerCase()
  if (!takesStreams.test(accepted) && takesAnything.test(accepted)) headers.set('accept', 'text/event-stream')
}

/** Runs GraphQL with our own execution, so that Yoga has only HTTP to do; and keeps the facts of each request. */
export const useExecution = ({
  admission,
  execution,
  requestFacts,
  completeErrors,
  metrics,
}: ExecutionPluginParts): Plugin<RequestContext, ServerContext> => ({
  onRequest({ request, serverContext }) {
    if (serverContext.requestId === undefined) requestFacts.begin(request, serverContext)
  },
  async onRequestParse({ request, serverContext }) {
    const { early } = serverContext
    if (early === undefined) await admission.admit(request, serverContext as RequestFacts)
    else early.admitted()
  },
  onParams({ request, setParamsHandler }) {
    setParamsHandler((async ({ params, context }: { params: GraphqlParams; context: ServerContext }) => {
      const { early } = context
      const result = early?.result
        ? early.result()
        : await execution.run(params, Object.assign(context as RequestFacts, { request }), request.method === 'GET')
      if (isAsyncIterable(result)) {
        context.events = result
        chooseStream(request.headers)
      }
      return result
    }) as never)
  },
  onResultProcess(event) {
    const { result, serverContext } = event
    if (!('errors' in result) || !result.errors) return
    const errors = completeErrors(result.errors, serverContext.requestId ?? '')
    metrics?.countErrors(errors)
    event.setResult({ ...result, errors })
  },
  async onResponse({ request, response, serverContext }) {
    const { requestId, events } = serverContext
    // Nobody will ask for what cannot go out.
    if (response.status === 406) await events?.return?.()
    if (requestId === undefined) return
    response.headers.set('x-request-id', requestId)
    requestFacts.end(serverContext as RequestFacts, request, response.status)
  },
})
