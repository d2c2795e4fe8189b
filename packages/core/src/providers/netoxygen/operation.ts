import type { AnswerRecord } from '../../answer-record.ts'
import { operationDefiner } from '../../operation.ts'
import type { XmlRpcValue } from '../../xml-rpc/codec.ts'

/** An XML-RPC call; user and password are put before its parameters. */
export interface NetoxygenRequest {
  readonly method: string
  readonly parameters?: readonly XmlRpcValue[]
  /** For most methods FALSE means bad credentials; here it is an answer like any other. */
  readonly isFalseAnAnswer?: boolean
}

/** A record with one field, `value`: the value that the method returned. */
export type NetoxygenAnswer = AnswerRecord

export const defineOperation = operationDefiner<NetoxygenRequest, NetoxygenAnswer>()
