import { AnswerRecord } from '../../answer-record.ts'
import { type AnswerOrRefusal, type ReadContext, UnreadableAnswerError } from '../../provider.ts'
import type { HttpResponse } from '../../transport.ts'
import type { Sms365Answer, Sms365Request } from './operation.ts'

// A notice that PHP printed before the JSON may itself hold a brace; an HTML page holds many.
const maxCandidates = 32

interface SourceContext {
  readonly source?: string
}

// A number keeps its digits as written: an id may have more than a double holds, and "12.50" is not 12.5.
const keepNumbersExact = (_name: string, value: unknown, { source }: SourceContext): unknown =>
  typeof value === 'number' ? source : value

const parseRecord = (text: string): Record<string, unknown> | undefined => {
  try {
    // JSON.parse gives its reviver the source text since ES2026; the types do not know it yet.
    const value: unknown = JSON.parse(text, keepNumbersExact as (name: string, value: unknown) => unknown)
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'status')
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** The envelope, which PHP may have surrounded with notices. */
const findEnvelope = (text: string): Record<string, unknown> | undefined => {
  const end = text.lastIndexOf('}') + 1
  let start = text.indexOf('{')
  for (let candidate = 0; start !== -1 && candidate < maxCandidates; candidate++) {
    const envelope = parseRecord(text.slice(start, end))
    if (envelope) return envelope
    start = text.indexOf('{', start + 1)
  }
  return undefined
}

const describeBody = (text: string): string => {
  if (text.trim() === '') return 'the answer is empty'
  return /^\s*(<!doctype html|<html)/i.test(text)
    ? 'the answer is an HTML page'
    : 'the answer is not the documented JSON'
}

/** Reads the envelope `status`, `error`, `remarks`; failures arrive as HTTP 200, and the content type is no promise. */
export const readAnswer = (
  response: HttpResponse,
  request: Sms365Request,
  context: ReadContext,
): AnswerOrRefusal<Sms365Answer> => {
  // A TextDecoder takes a byte-order mark away.
  const text = new TextDecoder().decode(response.body)
  const envelope = findEnvelope(text)
  if (!envelope) throw new UnreadableAnswerError(describeBody(text))
  const answer = new AnswerRecord(envelope, '', context)
  const status = answer.optionalText('status')
  const code = answer.optionalText('error') ?? undefined
  const message = answer.optionalText('remarks') ?? undefined
  if (status === '1' || status === 'true') return { type: 'answer', answer, record: answer }
  if (status !== '0' && status !== 'false') throw new UnreadableAnswerError('the answer has no readable status')
  if (code !== undefined && request.successCodes?.includes(code)) {
    return { type: 'answer', answer, record: answer }
  }
  return { type: 'refusal', code: code === '0' ? undefined : code, message }
}
