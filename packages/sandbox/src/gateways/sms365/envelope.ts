import type { GatewayAnswer } from '../../gateway.ts'
import type { Quirks } from '../../quirks.ts'
import type { AnswerFields } from './answer-value.ts'
import type { Refusal } from './errors.ts'
import { renderFields } from './render-answer.ts'

const notice =
  '<br />\n<b>Notice</b>:  Undefined index: {from} in <b>/var/www/api/sms.php</b> on line <b>214</b><br />\n'

const wrap = (json: string, quirks: Quirks['sms365']): GatewayAnswer => ({
  // The gateway answers its errors with 200 too.
  statusCode: 200,
  contentType: quirks.htmlContentType ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8',
  body: Buffer.from(`${quirks.byteOrderMark ? '\uFEFF' : ''}${quirks.phpNotice ? notice : ''}${json}`),
})

/** A success: the fields, and the envelope `status`, `error`, `remarks`. A field of that name (`remarks`) replaces the envelope's. */
export const renderSuccess = (fields: AnswerFields, quirks: Quirks['sms365']): GatewayAnswer =>
  wrap(renderFields({ status: 1, error: 0, remarks: 'Success', ...fields }, quirks), quirks)

/** A refusal with the vendor's text; by quirk the fields of a success stand beside it, zeroed. */
export const renderRefusal = (refusal: Refusal, zeroed: AnswerFields, quirks: Quirks['sms365']): GatewayAnswer => {
  const fields = quirks.zeroedFailures ? zeroed : {}
  return wrap(renderFields({ ...fields, status: 0, error: refusal.code, remarks: refusal.message }, quirks), quirks)
}
