/** A GraphQL subscription over SSE, as a client without a library has it. */
export interface SseSubscription {
  /** Resolves once the server has begun to answer. */
  readonly opened: Promise<void>
  /** The data of the next events; fewer if the stream ends before, and `complete` last if the server says that it is over. */
  take(count: number): Promise<readonly unknown[]>
  end(): void
}

async function* readData(response: Response): AsyncGenerator<unknown> {
  let rest = ''
  const text = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as never)
  for await (const chunk of text as unknown as AsyncIterable<string>) {
    const events = (rest + chunk).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      if (event.startsWith('event: complete')) yield 'complete'
      const [, json] = /^event: next\ndata: (.*)$/s.exec(event) ?? []
      if (json !== undefined) yield (JSON.parse(json) as { readonly data: unknown }).data
    }
  }
}

/** Subscribes; the subscription is open on the server a moment after `opened`. */
export const subscribeBySse = (url: string, query: string, variables?: object): SseSubscription => {
  const controller = new AbortController()
  const response = fetch(url, {
    method: 'POST',
    signal: controller.signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  })
  const events = response.then(readData)
  return {
    opened: response.then(() => undefined),
    async take(count) {
      const taken: unknown[] = []
      const source = await events
      while (taken.length < count) {
        const event = await source.next()
        if (event.done) break
        taken.push(event.value)
      }
      return taken
    },
    end: () => controller.abort(),
  }
}
