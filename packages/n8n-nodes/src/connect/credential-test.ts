import { call, type CatalogueEntry, findOperation, ProviderCallError } from '@heliograph/core'
import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  IHttpRequestOptions,
  INodeCredentialTestResult,
} from 'n8n-workflow'
import { toFailure } from '../execute/failure.ts'
import { createConnection } from './connection.ts'
import type { SendThroughN8n } from './http-transport.ts'

/** The provider's verdict: an answer, or the error in its place. */
interface Verdict {
  readonly output?: Readonly<Record<string, unknown>>
  readonly error?: ProviderCallError
}

/** A test of a credential by a call that costs nothing. */
export interface CredentialTest {
  readonly entries: readonly CatalogueEntry[]
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Whether this is what a right credential leads to. */
  isGood(verdict: Verdict): boolean
  /** What to look at where the credential is refused. */
  readonly hint: string
}

const timeoutMs = 10_000

/** While it tests credentials n8n has only its older helper, with names of its own for the same options. */
const sendThroughOlderHelper =
  ({ helpers }: ICredentialTestFunctions): SendThroughN8n =>
  ({ url, method, headers, body, timeout }: IHttpRequestOptions) =>
    helpers.request({
      uri: url,
      method,
      headers,
      body,
      timeout,
      encoding: null,
      resolveWithFullResponse: true,
      simple: false,
      followRedirect: false,
      followAllRedirects: false,
    }) as Promise<unknown>

const judge = async (
  test: CredentialTest,
  send: SendThroughN8n,
  data: ICredentialsDecrypted['data'],
): Promise<Verdict> => {
  try {
    const entry = findOperation(test.entries, test.operation)
    const connection = createConnection(data ?? {}, send)
    const output = await call(entry, test.input, { ...connection, timeoutMs, retry: noRetry })
    return { output: output as Record<string, unknown> }
  } catch (error) {
    if (error instanceof ProviderCallError) return { error }
    return {}
  }
}

const noRetry = { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0 }

const explain = ({ error }: Verdict, hint: string): string => {
  if (!error) return `The provider does not accept these credentials. ${hint}`
  const { message, description } = toFailure(error)
  return error.kind === 'authentication' ? `${message}. ${hint}` : `${message}. ${description}`
}

/**
 * The function n8n runs when a credential is saved or tested. It reads the answer as the node does, because the providers
 * answer HTTP 200 to a wrong key too.
 */
export const testedBy = (test: CredentialTest) =>
  async function (this: ICredentialTestFunctions, { data }: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
    const verdict = await judge(test, sendThroughOlderHelper(this), data)
    return test.isGood(verdict)
      ? { status: 'OK', message: 'The provider accepts these credentials' }
      : { status: 'Error', message: explain(verdict, test.hint) }
  }
