import { AnswerRecord } from '../../answer-record.ts'
import { type AnswerOrRefusal, type ReadContext, UnreadableAnswerError } from '../../provider.ts'
import type { HttpResponse } from '../../transport.ts'
import type { Sms365Answer, Sms365Request } from './operation.ts'

// A list of 20,000 contacts has 4 MB.
const maxBytes = 8 * 1024 * 1024

interface SourceContext {
  readonly source?: string
}

// A number keeps its digits as written: an id may have more than a double holds, and "12.50" is not 12.5.
const keepNumbersExact = (_name: string, value: unknown, { source }: SourceContext): unknown =>
  typeof value === 'number' ? source : value

const parseEnvelope = (text: string): Record<string, unknown> | undefined => {
  // Without a bare number there is nothing to keep, and parsing is much faster.
  const mayHaveNumbers = /[:[,]\s*-?\d/.test(text)
  try {
    // JSON.parse gives its reviver the source text since ES2026; the types do not know it yet.
    const reviver = keepNumbersExact as (name: string, value: unknown) => unknown
    const value: unknown = mayHaveNumbers ? JSON.parse(text, reviver) : JSON.parse(text)
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'status')
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const stringOrBrace = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs

/** The index behind the brace that closes the one at `start`; -1 if the text ends before. */
const findEnd = (text: string, start: number): number => {
  let depth = 0
  stringOrBrace.lastIndex = start
  for (let match = stringOrBrace.exec(text); match; match = stringOrBrace.exec(text)) {
    if (match[0] === '{') depth += 1
    else if (match[0] === '}') depth -= 1
    if (depth === 0) return stringOrBrace.lastIndex
  }
  return -1
}

/**
 * The envelope, which PHP may have surrounded with notices that hold braces of their own. Only whole records count,
 * and nothing is looked for inside one: the rows of an answer that is cut off have a `status` too.
 */
const findEnvelope = (text: string): Record<string, unknown> | undefined => {
  // Nearly always it stands alone.
  const alone = text.startsWith('{') ? parseEnvelope(text) : undefined
  if (alone) return alone
  const recordStart = /\{\s*["}]/g
  for (let match = recordStart.exec(text); match; match = recordStart.exec(text)) {
    const end = findEnd(text, match.index)
    if (end === -1) return undefined
    const envelope = parseEnvelope(text.slice(match.index, end))
    if (envelope) return envelope
    recordStart.lastIndex = end
  }
  return undefined
}

// It takes a byte-order mark away.
const decoder = new TextDecoder()

const isHtmlPage = (text: string) => /^\s*(<!doctype html|<html)/i.test(text)

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
  if (response.body.byteLength > maxBytes) throw new UnreadableAnswerError('the answer is larger than 8 MiB')
  const text = decoder.decode(response.body)
  const envelope = isHtmlPage(text) ? undefined : findEnvelope(text)
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
