import type { Plugin } from 'graphql-yoga'

type FetchAPI = Pick<typeof globalThis, 'ReadableStream'>

/** The stream, until `signal` aborts: then it ends where it is. */
const endWith = (
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  { ReadableStream: Stream }: FetchAPI,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let end = () => {}
  return new Stream<Uint8Array>({
    start(controller) {
      end = () => {
        signal.removeEventListener('abort', end)
        controller.close()
        reader.cancel().catch(() => undefined)
      }
      signal.addEventListener('abort', end)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (signal.aborted) return
      if (done) end()
      else controller.enqueue(value)
    },
    async cancel(reason) {
      signal.removeEventListener('abort', end)
      await reader.cancel(reason)
    },
  })
}

/**
 * Ends event streams with the server, and without the event `complete`: a subscription that is complete is over, and its client
 * would never come back; one whose stream just ended asks again, perhaps another process.
 */
export const useStreamEnd = (signal: AbortSignal): Plugin => ({
  onResponse({ response, setResponse, fetchAPI }) {
    const { body, status, headers } = response
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) return
    if (signal.aborted) return
    setResponse(new fetchAPI.Response(endWith(body, signal, fetchAPI), { status, headers }))
  },
})
