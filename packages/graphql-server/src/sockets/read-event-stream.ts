/** The data of the events `next` of a GraphQL event stream (SSE), parsed; ends with its event `complete` or with the stream. */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true })
    const events = rest.split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const fields = new Map(event.split('\n').map(toField))
      if (fields.get('event') === 'complete') return
      if (fields.get('event') === 'next') yield JSON.parse(fields.get('data') ?? 'null')
    }
  }
}

const toField = (line: string): readonly [name: string, value: string] => {
  const end = line.indexOf(':')
  return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1).trimStart()]
}
