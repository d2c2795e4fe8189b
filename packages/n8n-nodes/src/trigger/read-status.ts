import { call, type CallContext, type Client, listOperations, sms365 } from '@heliograph/core'
import type { ICredentialDataDecryptedObject, INode, ITriggerFunctions } from 'n8n-workflow'
import { createConnection } from '../connect/connection.ts'
import { toFailure, toNodeError } from '../execute/failure.ts'

type Sms365 = Client<typeof sms365>
/** What `status/get` gives: every SMS whose status changed since the last call. */
export type StatusChanges = Awaited<ReturnType<Sms365['status']['get']>>['messages']
/** What `history/single/list` gives. */
export type SentMessages = Awaited<ReturnType<Sms365['history']['singleList']>>['messages']

/** The part of n8n's contexts that calling sms365 takes; the one of a trigger and the one of an execution both have it. */
export interface CallingContext {
  getNode(): INode
  getCredentials<Type extends object = ICredentialDataDecryptedObject>(type: string): Promise<Type>
  readonly helpers: Pick<ITriggerFunctions['helpers'], 'httpRequest'>
}

const credentialType = 'sms365Api'

const callOperation = async (context: CallingContext, id: string): Promise<unknown> => {
  const entry = listOperations(sms365).find((candidate) => candidate.id === id)
  if (!entry) throw new TypeError(`sms365 has no operation ${id}`)
  const credential = await context.getCredentials(credentialType)
  const connection: CallContext = createConnection(credential, (options) => context.helpers.httpRequest(options))
  try {
    return await call(entry, {}, connection)
  } catch (error) {
    throw toNodeError(context.getNode(), toFailure(error), 0, '')
  }
}

/** Takes the reports since the last call away from every other reader of the account. Throws NodeApiError. */
export const takeStatusChanges = async (context: CallingContext): Promise<StatusChanges> =>
  ((await callOperation(context, 'sms365.status.get')) as { messages: StatusChanges }).messages

/** The SMS that were sent, with what became of them; takes nothing away. Throws NodeApiError. */
export const listSentMessages = async (context: CallingContext): Promise<SentMessages> =>
  ((await callOperation(context, 'sms365.history.singleList')) as { messages: SentMessages }).messages
