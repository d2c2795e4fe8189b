import { AnswerRecord } from '../../answer-record.ts'
import { type AnswerOrRefusal, type ReadContext, UnreadableAnswerError } from '../../provider.ts'
import type { HttpResponse } from '../../transport.ts'
import { decodeMethodResponse, XmlRpcError, type XmlRpcValue } from '../../xml-rpc/codec.ts'
import type { NetoxygenAnswer, NetoxygenRequest } from './operation.ts'

const isWhiteSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

const decode = ({ body, headers }: HttpResponse) => {
  // What a script printed before the document, such as an empty line, is not part of it.
  const start = body.findIndex((byte) => !isWhiteSpace(byte))
  try {
    return decodeMethodResponse(body.subarray(Math.max(0, start)), headers['content-type'])
  } catch (cause) {
    if (!(cause instanceof XmlRpcError)) throw cause
    throw new UnreadableAnswerError(`the answer is not XML-RPC: ${cause.message}`)
  }
}

/** A fault and FALSE are refusals; all else is an answer. */
export const readAnswer = (
  response: HttpResponse,
  request: NetoxygenRequest,
  context: ReadContext,
): AnswerOrRefusal<NetoxygenAnswer> => {
  const reply = decode(response)
  if ('fault' in reply) return { type: 'refusal', code: String(reply.fault.code), message: reply.fault.text }
  if (reply.value === false && !request.isFalseAnAnswer) return { type: 'refusal', code: 'FALSE', message: undefined }
  const answer = new AnswerRecord({ value: reply.value }, '', context)
  return { type: 'answer', answer, record: answer }
}

/** The rows `[[…], […]]` of an answer. A single row may come without the outer array. */
export const listRows = (answer: NetoxygenAnswer): readonly (readonly XmlRpcValue[])[] => {
  const value = answer.raw('value') as XmlRpcValue
  if (!Array.isArray(value)) throw new UnreadableAnswerError('the answer is not an array of arrays')
  if (value.length > 0 && !Array.isArray(value[0])) return [value as readonly XmlRpcValue[]]
  return (value as readonly XmlRpcValue[]).filter((row): row is readonly XmlRpcValue[] => {
    const isRow = Array.isArray(row)
    if (!isRow) answer.drift('value[]', 'changed')
    return isRow
  })
}

/** Text of a scalar; base64 is UTF-8 here. Null for what is no scalar, and for empty text. */
export const toText = (value: XmlRpcValue | undefined): string | null => {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** True and 1 in all their forms; the gateway mixes booleans and integers. */
export const isTrue = (value: XmlRpcValue | undefined): boolean =>
  value === true || value === 1 || value === '1' || value === 'true'
