import type { SandboxContext } from '../../context.ts'
import type { Sms365Account } from './account.ts'
import type { AccountRegistry } from './account-registry.ts'
import type { AnswerFields } from './answer-value.ts'
import { type ErrorCode, Refusal } from './errors.ts'

/** A call without an account, as mobile/check takes it. */
export interface OpenCall {
  readonly context: SandboxContext
  readonly accounts: AccountRegistry
  readonly fields: Readonly<Record<string, string>>
}

/** A call of an account that has proved itself. */
export interface Call extends OpenCall {
  readonly account: Sms365Account
}

/** What is beside `access` the same for every endpoint. */
interface EndpointAnswer {
  /** The fields of a success as a failure carries them under the quirk `zeroedFailures`. */
  readonly zeroed?: AnswerFields
}

/** One endpoint: who may call it, and what it answers. `run` throws a Refusal for a documented error. */
export type Endpoint = EndpointAnswer &
  (
    | { readonly access: 'none'; run(call: OpenCall): AnswerFields }
    | { readonly access: 'key' | 'login'; run(call: Call): AnswerFields | Promise<AnswerFields> }
  )

/** Endpoints by their path below the base URL. */
export type Endpoints = Readonly<Record<string, Endpoint>>

/** A field without the blanks around it. Throws the Refusal if it is empty or missing. */
export const requireField = ({ fields }: OpenCall, name: string, code: ErrorCode): string => {
  const value = fields[name]?.trim() ?? ''
  if (value === '') throw new Refusal(code)
  return value
}

/** What a map has under an id as it came over the wire. Throws the Refusal if it has nothing. */
export const requireById = <Item>(items: ReadonlyMap<number, Item>, id: string, code: ErrorCode): Item => {
  const item = /^\d+$/.test(id) ? items.get(Number(id)) : undefined
  if (item === undefined) throw new Refusal(code)
  return item
}

/** Booleans in requests are the words true and false, or 1 and 0. */
export const isOn = (value: string | undefined): boolean => value === 'true' || value === '1'
