import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { MessageFieldsFragment, TypedDocumentString, WatchMessagesSubscription } from './gql/graphql.ts'
import { recentMessages, sendSms, watchMessages } from './operations.ts'

/** What a message is to the board. */
export type BoardMessage = MessageFieldsFragment

/** What became of an attempt to send; with an outcome that is unknown, there are both a message and a problem. */
export interface SendAnswer {
  readonly messages: readonly BoardMessage[]
  /** What went wrong and what to do, in a sentence for people. */
  readonly problem: string | null
}

/** A message that changed, and the place to go on from. */
export type MessageUpdate = WatchMessagesSubscription['messageUpdated']

/** An error that Heliograph answers with. `code` is one for programs, such as UNAUTHENTICATED. */
export class HeliographError extends Error {
  override readonly name = 'HeliographError'
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

const readData = <Data>({ data, errors }: Answer<Data>): Data => {
  const [error] = errors ?? []
  if (error) throw new HeliographError(error.message, error.extensions?.code ?? '')
  if (!data) throw new HeliographError('There is no data in the answer.', '')
  return data
}

const eventStream = 'text/event-stream'

async function* readUpdates(body: ReadableStream<Uint8Array>): AsyncGenerator<MessageUpdate> {
  const events = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
  for await (const { event, data } of events) {
    if (event === 'next') yield readData(JSON.parse(data) as Answer<WatchMessagesSubscription>).messageUpdated
  }
}

/** A client of one Heliograph server. Its methods reject with HeliographError, or with what `fetch` rejects with. */
export const createHeliograph = (url: string, token?: string) => {
  const post = <Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    accept: string,
    signal: AbortSignal,
  ): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal,
    })

  const ask = async <Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> => {
    const response = await post(document, variables, 'application/json', AbortSignal.timeout(60_000))
    return readData((await response.json()) as Answer<Data>)
  }

  return {
    /** Sends an SMS. However often it is called with the same key, input and token, one SMS goes out. */
    async send(key: string, to: string, text: string): Promise<SendAnswer> {
      const { sms365SmsSend: result } = await ask(sendSms, { key, to, text })
      if (!result) return { messages: [], problem: 'Nothing was answered.' }
      return {
        messages: ('sentMessages' in result && result.sentMessages) || [],
        problem: 'message' in result ? result.message : null,
      }
    },

    /** The newest messages, the newest first. */
    async listMessages(): Promise<readonly BoardMessage[]> {
      const { messages } = await ask(recentMessages, {})
      return (messages?.edges ?? []).map(({ node }) => node)
    },

    /**
     * What becomes of messages, from after an update (its cursor) or from an instant (ISO 8601) on. Resolves when the
     * subscription is open; rejects, or throws when read, with the code BAD_USER_INPUT for a cursor of another server.
     */
    async watch(since: string, signal: AbortSignal): Promise<AsyncIterable<MessageUpdate>> {
      const response = await post(watchMessages, { since }, eventStream, signal)
      if (response.body && response.headers.get('content-type')?.startsWith(eventStream)) {
        return readUpdates(response.body)
      }
      readData((await response.json()) as Answer<WatchMessagesSubscription>)
      throw new HeliographError('The answer is not a stream of events.', '')
    },
  }
}

export type Heliograph = ReturnType<typeof createHeliograph>
