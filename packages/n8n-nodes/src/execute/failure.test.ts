import { ProviderCallError } from '@heliograph/core'
import type { INode } from 'n8n-workflow'
import { describe, expect, it } from 'vitest'
import { toErrorJson, toFailure, toNodeError } from './failure.ts'

const node: INode = { id: '1', name: 'sms365', type: 'sms365', typeVersion: 1, position: [0, 0], parameters: {} }

const refused = new ProviderCallError({
  kind: 'insufficient-credit',
  outcome: 'not-accepted',
  provider: 'sms365',
  operation: 'sms365.sms.send',
  message:
    'sms365.sms.send: sms365 refused it with 105 (Not enough balance). Buy credit for the account. Nothing was sent.',
  isRetryable: false,
  code: '105',
  attempts: 1,
})

describe('a failed call', () => {
  it('says in its first sentence what happened, and in the others what to do', () => {
    expect(toFailure(refused)).toEqual({
      message: 'sms365 refused it with 105 (Not enough balance)',
      description: 'Buy credit for the account. Nothing was sent.',
      kind: 'insufficient-credit',
      outcome: 'not-accepted',
      code: '105',
    })
  })

  it('calls a field as the panel does', () => {
    const error = new ProviderCallError({
      kind: 'invalid-input',
      outcome: 'not-accepted',
      provider: 'sms365',
      operation: 'sms365.sms.send',
      message: 'sms365.sms.send: sendAt must be an instant; given was "v. 2. Later". Nothing was sent.',
      isRetryable: false,
      issues: [{ path: 'sendAt', message: 'sendAt must be an instant' }],
    })
    expect(toFailure(error).message).toMatch(/^Send At must be an instant/)
  })

  it('always has something to say about what to do', () => {
    const error = new ProviderCallError({ ...refused, message: 'sms365.sms.send: no answer.', kind: 'timeout' })
    expect(toFailure(error)).toMatchObject({ message: 'No answer', description: expect.stringMatching(/^Try again/) })
  })
})

it('makes an error item of three keys, none of them empty, so that n8n takes it for one', () => {
  expect(toErrorJson({ ...toFailure(refused), subject: { to: '30697' } })).toEqual({
    error: 'sms365 refused it with 105 (Not enough balance)',
    message: 'Buy credit for the account. Nothing was sent.',
    details: { outcome: 'not-accepted', kind: 'insufficient-credit', code: '105', to: '30697' },
  })
})

it('stops the node with an error that knows its item, its code and a note', () => {
  const error = toNodeError(node, toFailure(refused), 3, '2 others were sent.')
  expect(error).toMatchObject({
    name: 'NodeApiError',
    httpCode: '105',
    message: 'sms365 refused it with 105 (Not enough balance)',
    description: 'Buy credit for the account. Nothing was sent. 2 others were sent.',
    context: { itemIndex: 3 },
  })
})

it('keeps what n8n says of an expression that fails', () => {
  const failure = toFailure(Object.assign(new Error('Referenced node is unexecuted'), { description: 'Run it first' }))
  expect(failure).toMatchObject({ message: 'Referenced node is unexecuted', description: 'Run it first' })
  expect(toNodeError(node, failure, 0, '')).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } })
})
