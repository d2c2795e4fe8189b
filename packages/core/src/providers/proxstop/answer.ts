import { XMLParser } from 'fast-xml-parser'
import { AnswerRecord } from '../../answer-record.ts'
import { type AnswerOrRefusal, type ReadContext, UnreadableAnswerError } from '../../provider.ts'
import type { HttpResponse } from '../../transport.ts'
import { decodeDocumentText } from '../../xml-rpc/document-text.ts'
import type { ProxstopAnswer } from './operation.ts'

// The largest documented answer has under 300 bytes.
const maxBytes = 65_536

const parser = new XMLParser({
  // A reference with only digits, or with one E among them, would become a number.
  parseTagValue: false,
  htmlEntities: true,
  ignoreAttributes: true,
})

const parse = (text: string): unknown => {
  if (/<!DOCTYPE/i.test(text))
    throw new UnreadableAnswerError('the answer has a document type definition, which is refused')
  try {
    return parser.parse(text, true)
  } catch {
    throw new UnreadableAnswerError('the answer is not well-formed XML')
  }
}

/**
 * `<response>` or `<failed>`. An answer with neither means that the service is unavailable
 * (source: the vendor's own samples in docs.proxstop.com/api).
 */
export const readAnswer = (response: HttpResponse, context: ReadContext): AnswerOrRefusal<ProxstopAnswer> => {
  if (response.body.byteLength > maxBytes) throw new UnreadableAnswerError('the answer is larger than 64 KiB')
  const text = decodeDocumentText(response.body, response.headers['content-type'])
  if (text === undefined) throw new UnreadableAnswerError('the answer is not of the charset that it declares')
  const root = new AnswerRecord({ root: parse(text.trimStart()) }, '', context).optionalRecord('root')
  const failed = root?.optionalRecord('failed')
  if (failed) {
    return {
      type: 'refusal',
      code: failed.optionalText('error_code') ?? undefined,
      message: failed.optionalText('error_msg') ?? undefined,
    }
  }
  const answer = root?.nested(root.raw('response'), 'response')
  if (!answer) {
    throw new UnreadableAnswerError(
      'the answer has neither a response nor a failure: the service is unavailable',
      'unavailable',
    )
  }
  return { type: 'answer', answer, record: answer }
}
