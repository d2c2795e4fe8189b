import type { Quirks } from '../../quirks.ts'
import { toWallClock } from '../../wall-clock.ts'
import { AnswerList, AnswerStatus, AnswerTime, type AnswerFields, type AnswerValue } from './answer-value.ts'

type Sms365Quirks = Quirks['sms365']
type Json = string | number | null | readonly Json[] | { readonly [name: string]: Json }
type Members = [string, Json][]

const emptyLists = { emptyArray: [], emptyString: '', emptyObject: {} } as const

const digitsByLetter = { s: '1', d: '2', f: '3' } as const

const number = (value: number, quirks: Sms365Quirks): Json => (quirks.numbers === 'numbers' ? value : String(value))

// A PHP array that has lost an element keeps the other keys.
const withGap = (index: number) => String(index === 0 ? 0 : index + 1)

const listMembers = (name: string, list: AnswerList, quirks: Sms365Quirks, isTopLevel: boolean): Members => {
  const { emptyList } = quirks
  if (list.values.length === 0) return emptyList === 'absent' ? [] : [[name, emptyLists[emptyList]]]
  const values = list.values.map((value) => toJson(value, quirks))
  const shape = quirks.listShape === 'documented' ? list.form : quirks.listShape
  switch (shape) {
    case 'array':
      return [[name, values]]
    case 'gappedObject':
      return [[name, Object.fromEntries(values.map((value, index) => [withGap(index), value]))]]
    case 'wrapper': {
      const [first] = values
      const wrapped = values.length === 1 && first !== undefined ? first : values
      return [[name, name === list.itemName ? wrapped : { [list.itemName]: wrapped }]]
    }
    case 'numericKeys': {
      const members = values.map((value, index): [string, Json] => [String(index), value])
      // Only one list of an answer can stand beside the envelope: a list of bare ids never does.
      return isTopLevel && typeof values[0] === 'object' ? members : [[name, Object.fromEntries(members)]]
    }
  }
}

const idMembers = (value: AnswerValue, quirks: Sms365Quirks): Members => {
  const id = toJson(value, quirks)
  const names = quirks.messageId === 'both' ? ['smsId', 'id'] : [quirks.messageId]
  return names.map((name) => [name, id])
}

const toMembers = (fields: AnswerFields, quirks: Sms365Quirks, isTopLevel: boolean): Members => {
  const members = Object.entries(fields).flatMap(([name, value]): Members => {
    if (value instanceof AnswerList) return listMembers(name, value, quirks, isTopLevel)
    return name === 'smsId' ? idMembers(value, quirks) : [[name, toJson(value, quirks)]]
  })
  return quirks.addedFields ? [...members, ['addedBySandbox', isTopLevel ? { version: '3.9' } : 'new']] : members
}

const toJson = (value: AnswerValue, quirks: Sms365Quirks): Json => {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number') return number(value, quirks)
  if (typeof value === 'boolean') return String(value)
  if (value instanceof AnswerTime) {
    return quirks.timestamps === 'unix'
      ? number(Math.floor(value.ms / 1_000), quirks)
      : toWallClock(value.ms, 'Europe/Athens')
  }
  if (value instanceof AnswerStatus)
    return quirks.statusValues === 'digits' ? digitsByLetter[value.letter] : value.letter
  // A list of lists does not occur.
  if (value instanceof AnswerList) return value.values.map((item) => toJson(item, quirks))
  return Object.fromEntries(toMembers(value, quirks, false))
}

/** An answer as JSON text, in the shape the quirks ask for. */
export const renderFields = (fields: AnswerFields, quirks: Sms365Quirks): string =>
  JSON.stringify(Object.fromEntries(toMembers(fields, quirks, true)))
