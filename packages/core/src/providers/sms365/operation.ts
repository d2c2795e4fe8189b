import type { AnswerRecord } from '../../answer-record.ts'
import type { FormValue } from '../../form.ts'
import { operationDefiner } from '../../operation.ts'

/** One call of the interface: `sms/send` with its parameters. */
export interface Sms365Request {
  readonly endpoint: string
  readonly parameters?: Readonly<Record<string, FormValue>>
  /** What the endpoint asks for beside its parameters: the key unless said otherwise. */
  readonly credentials?: 'none' | 'key' | 'login'
  /** Error codes that mean success, such as 218. */
  readonly successCodes?: readonly string[]
}

/** The whole answer, envelope included. */
export type Sms365Answer = AnswerRecord

export const defineOperation = operationDefiner<Sms365Request, Sms365Answer>()
