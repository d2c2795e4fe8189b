import { catalogue } from '@heliograph/core'
import { expect, test } from 'vitest'
import { toEnumValue, toFieldName, toRecordTypeName, toSentence, toTypeName } from './names.ts'

test('makes the names of the schema from the words of an operation', () => {
  expect(toFieldName('sms365.twoFactor.send')).toBe('sms365TwoFactorSend')
  expect(toTypeName('netoxygen.message.send')).toBe('NetoxygenMessageSend')
  expect(toRecordTypeName('sms365', 'Contact')).toBe('Sms365Contact')
  expect(toEnumValue('insufficient-credit')).toBe('INSUFFICIENT_CREDIT')
})

test('ends a phrase with a full stop, and leaves a sentence alone', () => {
  expect(toSentence('Number of the recipient')).toBe('Number of the recipient.')
  expect(toSentence('Leave it out to send now.')).toBe('Leave it out to send now.')
})

test('gives every operation a field of its own', () => {
  expect(new Set(catalogue.map(({ id }) => toFieldName(id))).size).toBe(catalogue.length)
})
