import { describe, expect, test } from 'vitest'
import { runOperation as run } from './testing/run-operation.ts'
import { TransportError } from './transport.ts'

const sms = { to: '306971234567', text: 'a text nobody else may see' }
const balance = '{"balance":"7","status":"1","error":"0"}'
const lost = new TransportError('reset', true, 'the connection to localhost broke')

describe('credentials', () => {
  test('are blotted out of what a provider says', async () => {
    const { error } = run('sms365.me.balance', {}, [
      '{"status":"0","error":"101","remarks":"key secret-sms365-key is wrong"}',
    ])
    expect(await error).toMatchObject({ providerMessage: 'key ••• is wrong' })
    expect(JSON.stringify(await error) + (await error)?.message).not.toContain('secret-sms365-key')
  })

  test.each([
    [
      'proxstop.telephone.status',
      { referenceId: 'x' },
      '<failed><error_code>secret-proxstop-key</error_code><error_msg>secret-proxstop-key</error_msg></failed>',
    ],
    [
      'sms365.key.get',
      {},
      '{"status":"0","error":"secret-sms365-password","remarks":"secret-sms365-key secret-sms365-password"}',
    ],
    [
      'netoxygen.account.credits',
      {},
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member><member><name>faultString</name><value>secret-netoxygen-password</value></member></struct></value></fault></methodResponse>',
    ],
  ])('of %s are blotted out of code, words and drift', async (id, input, wire) => {
    const { error, drift } = run(id, input, [wire])
    expect(await error).toMatchObject({ kind: 'rejected', providerMessage: expect.stringContaining('•••') as string })
    expect(JSON.stringify([await error, drift]) + (await error)?.message).not.toContain('secret')
  })

  test('never go over plain http, except to a loopback address', async () => {
    const remote = run('sms365.me.balance', {}, [balance], { baseUrl: 'http://sms365.gr/api' })
    expect(await remote.error).toMatchObject({ kind: 'invalid-input', outcome: 'not-accepted' })
    expect(remote.transport.requests).toHaveLength(0)
    await run('sms365.me.balance', {}, [balance], { baseUrl: 'http://127.0.0.1:9/api' }).result
  })
})

describe('drift', () => {
  test('names each new field once, and is no failure', async () => {
    const wire =
      '{"contacts":[{"contactId":"1","mobile":"306971234567","nick":"a"},{"contactId":"2","mobile":"306971234568","nick":"b"}],"page":1,"status":"1"}'
    const { drift, result } = run('sms365.contact.list', {}, [wire])
    expect(await result).toMatchObject({ total: 2 })
    expect(drift).toEqual([
      { operation: 'sms365.contact.list', path: 'page', change: 'added' },
      { operation: 'sms365.contact.list', path: 'contacts[].nick', change: 'added' },
    ])
  })

  test('names a field whose form changed, and gives null for it', async () => {
    const { drift, result } = run('sms365.sms.send', sms, ['{"smsId":"1","cost":"cheap","status":"1"}'])
    expect(await result).toMatchObject({ smsId: '1', cost: null })
    expect(drift).toEqual([{ operation: 'sms365.sms.send', path: 'cost', change: 'changed' }])
  })
})

test('a listener of drift that throws does not turn an accepted message into a failure', async () => {
  const onDrift = () => {
    throw new Error('the log is full')
  }
  const { result } = run('sms365.sms.send', sms, ['{"smsId":"1","new":"x","status":"1"}'], { onDrift })
  expect(await result).toMatchObject({ smsId: '1' })
})

describe('a message text', () => {
  test('that a provider echoes is blotted out, and so are codes and passwords', async () => {
    const echo = (words: string) => `{"status":"0","error":"104","remarks":"bad: ${words}"}`
    const cases = [
      ['sms365.sms.send', sms, sms.text],
      ['sms365.user.add', { email: 'a@example.com', password: 'hunter22' }, 'hunter22'],
      ['sms365.twoFactor.check', { authId: '1', code: '4821' }, '4821'],
    ] as const
    for (const [id, input, hidden] of cases) {
      const { error } = run(id, input, [echo(hidden)])
      expect(`${(await error)?.message} ${JSON.stringify(await error)}`).not.toContain(hidden)
      expect((await error)?.providerMessage).toBe('bad: •••')
    }
  })

  test('appears in no error', async () => {
    for (const answer of [lost, '{"status":"0","error":"104"}', '<html>']) {
      const { error } = run('sms365.sms.send', sms, [answer])
      expect(`${(await error)?.message} ${JSON.stringify(await error)}`).not.toContain('nobody else')
    }
    const { error } = run(
      'proxstop.telephone.sms',
      { country: '1', phone: '5555555555', code: '16322', message: 'x'.repeat(161) },
      [''],
    )
    expect((await error)?.issues[0]?.message).toBe(
      'message must be a text of 1 to 160 characters that is not blank and has no control characters; given was a text of 161 characters',
    )
  })
})
