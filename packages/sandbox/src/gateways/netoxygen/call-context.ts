import type { SandboxContext } from '../../context.ts'
import type { NetoxygenAccount } from './account.ts'
import { Fault } from './codec.ts'

/** One call of an account that has proved itself; `params` are those after user and pass. */
export interface CallContext {
  readonly context: SandboxContext
  readonly account: NetoxygenAccount
  readonly params: readonly unknown[]
}

/** Base64 stands for text in UTF-8. Throws a Fault −32602 for anything that is no text. */
export const toText = (value: unknown, name: string): string => {
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return value.toString('utf8')
  throw new Fault(-32_602, `invalid method parameters: ${name} must be a string`)
}

/** One text or an array of them. Throws a Fault −32602 for anything else. */
export const toTexts = (value: unknown, name: string): readonly string[] =>
  Array.isArray(value) ? value.map((item) => toText(item, name)) : [toText(value, name)]
