import type { GatewayAnswer } from '../../gateway.ts'
import { type RefusalCode, refusals } from './refusals.ts'

/** `xml` is sound; `json` is broken in the way that the vendor documents it. */
export type AnswerFormat = 'xml' | 'json'

/** What a call answers: fields in order, or a refusal. */
export type ProxstopAnswer =
  | { readonly type: 'response'; readonly fields: Readonly<Record<string, string>> }
  | { readonly type: 'failed'; readonly code: RefusalCode }

const toXml = (element: string, fields: Readonly<Record<string, string>>): string => {
  const lines = Object.entries(fields).map(([name, value]) => `\t<${name}>${value}</${name}>\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${element}>\n${lines.join('')}</${element}>\n`
}

// The vendor's samples quote the texts of a failure, leave a reference bare and forget the comma before `valid`.
const toJson = (element: string, fields: Readonly<Record<string, string>>): string => {
  const lines = Object.entries(fields).map(([name, value]) =>
    element === 'failed' ? `\t\t"${name}": "${value}"` : `\t\t"${name}": ${value}`,
  )
  const body = lines.join(element === 'failed' ? ',\n' : '\n')
  return `{\n\t"version": "1.0",\n\t"encoding": "UTF-8",\n\t"${element}": {\n${body}\n\t}\n}\n`
}

/** Writes an answer; with `isEmptied` it has neither `response` nor `failed`, as when the service is down. */
export const renderAnswer = (answer: ProxstopAnswer, format: AnswerFormat, isEmptied: boolean): GatewayAnswer => {
  const element = isEmptied ? 'service' : answer.type
  const fields =
    answer.type === 'response' ? answer.fields : { error_code: answer.code, error_msg: refusals[answer.code] }
  const text = (format === 'xml' ? toXml : toJson)(element, isEmptied ? {} : fields)
  return {
    statusCode: 200,
    contentType: format === 'xml' ? 'text/xml; charset=UTF-8' : 'application/json; charset=UTF-8',
    body: Buffer.from(text),
  }
}
