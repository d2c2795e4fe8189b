import type { CallContext } from '@heliograph/core'
import type { ICredentialDataDecryptedObject } from 'n8n-workflow'
import { createHttpTransport, type SendThroughN8n } from './http-transport.ts'
import { nodeRuntime } from './node-runtime.ts'

const isGiven = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

/** What `call` needs, from a credential of n8n and its HTTP helper. Fields that were left empty count as not given. */
export const createConnection = (credential: ICredentialDataDecryptedObject, send: SendThroughN8n): CallContext => {
  const { baseUrl, ...credentials } = Object.fromEntries(
    Object.entries(credential).filter(([, value]) => isGiven(value)),
  )
  return {
    credentials,
    baseUrl: typeof baseUrl === 'string' ? baseUrl.trim() : undefined,
    transport: createHttpTransport(send),
    runtime: nodeRuntime,
  }
}
