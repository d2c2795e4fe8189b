import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findSecretProblem, isSameSecret } from './callback-secret.ts'

const good = 'a-secret-nobody-guesses'

test('a secret equals itself, and nothing else', () => {
  expect(isSameSecret(good, good)).toBe(true)
  expect(isSameSecret(`${good} `, good)).toBe(false)
  expect(isSameSecret('', good)).toBe(false)
  fc.assert(fc.property(fc.string(), (given) => isSameSecret(given, good) === (given === good)))
})

test('a secret that will not do equals nothing, not even itself', () => {
  expect(isSameSecret('', '')).toBe(false)
  expect(isSameSecret('short', 'short')).toBe(false)
})

test.each([
  ['', 'It needs at least 16 characters'],
  ['fifteen-letters', 'It needs at least 16 characters'],
  ['a secret with spaces', 'It may have letters, digits, and the signs - . _ ~ only'],
  ['a-secret-&-a-parameter', 'It may have letters, digits, and the signs - . _ ~ only'],
])('%o will not do as a secret', (secret, problem) => {
  expect(findSecretProblem(secret)).toBe(problem)
})

test('a secret that will do stands in an address as it is', () => {
  expect(findSecretProblem(good)).toBeUndefined()
  expect(encodeURIComponent('azAZ09-._~')).toBe('azAZ09-._~')
})
