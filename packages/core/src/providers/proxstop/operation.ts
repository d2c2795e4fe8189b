import type { AnswerRecord } from '../../answer-record.ts'
import type { FormValue } from '../../form.ts'
import { operationDefiner } from '../../operation.ts'

/** A call by its name, such as `telephonesms`, and its variables. */
export interface ProxstopRequest {
  readonly call: string
  readonly variables: Readonly<Record<string, FormValue>>
}

/** What stands inside `<response>`. */
export type ProxstopAnswer = AnswerRecord

export const defineOperation = operationDefiner<ProxstopRequest, ProxstopAnswer>()
