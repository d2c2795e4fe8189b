import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { findOperation } from '../catalogue.ts'
import { checkInput } from '../check-input.ts'
import { catalogue, providers } from '../providers/index.ts'
import { acceptedMessage, type MessageResult, readBulkAnswer } from './sent-messages.ts'

const senders = catalogue.filter(({ operation }) => operation.messages)

const planOf = (id: string, input: object) => {
  const entry = findOperation(catalogue, id)
  const checked = checkInput(entry, input, 0)
  if ('issues' in checked) throw new Error(JSON.stringify(checked.issues))
  return { entry, input: checked.input, plan: entry.operation.messages?.plan(checked.input) ?? [] }
}

test('every operation that sends something to a person says which messages it makes', () => {
  expect(senders.map(({ id }) => id).toSorted()).toEqual([
    'netoxygen.message.send',
    'proxstop.telephone.call',
    'proxstop.telephone.sms',
    'sms365.sms.bulk',
    'sms365.sms.send',
    'sms365.twoFactor.send',
    'sms365.viber.bulk',
    'sms365.viber.send',
  ])
})

describe.each(senders)('$id', ({ id, operation }) => {
  test.each(operation.examples)('$title: each message is planned, and has its result', ({ input, output }) => {
    const { plan, input: checked } = planOf(id, input)
    const results = operation.messages?.read(output, checked) ?? []
    const numbers = 'to' in input && Array.isArray(input['to']) ? input['to'].length : 1
    expect(plan).toHaveLength(numbers)
    expect(results).toHaveLength(numbers)
    for (const { to } of plan) expect(to).toMatch(/^\d{3,23}$/)
  })
})

describe.each(providers)('$name', ({ deliveryLookup }) => {
  test('is asked for the status of messages with a query that it has, and tells of each id that it found', () => {
    const { operation } = findOperation(catalogue, deliveryLookup.operation)
    expect(operation.kind).toBe('query')
    for (const { output } of operation.examples) {
      const reports = deliveryLookup.read(output, ['1500100'])
      for (const report of reports)
        expect(Object.keys(report).toSorted()).toEqual(['cost', 'id', 'status', 'statusRaw'])
    }
  })
})

it('knows a number however it was written', () => {
  expect(planOf('sms365.sms.send', { to: '697 123 4567', text: 'x' }).plan[0]?.to).toBe('306971234567')
  expect(planOf('netoxygen.message.send', { to: ['079 222 33 44'], message: 'x' }).plan[0]?.to).toBe('41792223344')
  expect(planOf('proxstop.telephone.sms', { country: '1', phone: '555-555-5555', code: '1234' }).plan[0]?.to).toBe(
    '15555555555',
  )
})

it('counts the parts as the gateway will, the code in its place, and says nothing where it does not know', () => {
  const parts = (id: string, input: object) => planOf(id, input).plan[0]?.parts
  const greek = 'Καλημέρα '.repeat(10)
  expect(parts('sms365.sms.send', { to: '306971234567', text: greek })).toBe(1)
  expect(parts('sms365.sms.send', { to: '306971234567', text: greek, unicode: true })).toBe(2)
  expect(parts('sms365.twoFactor.send', { to: '306971234567', text: `%%CODE%%${'x'.repeat(156)}` })).toBe(1)
  expect(parts('sms365.twoFactor.send', { to: '306971234567' })).toBeNull()
  expect(parts('proxstop.telephone.sms', { country: '1', phone: '5555555555', code: '1234' })).toBeNull()
})

it('says that a message for later is scheduled', () => {
  const { entry, input } = planOf('sms365.sms.send', { to: '306971234567', text: 'x', sendAt: '2030-01-31T09:00:00Z' })
  const output = { smsId: '1', cost: '1', balance: null, mcc: null, mnc: null }
  expect(entry.operation.messages?.read(output, input)).toMatchObject([{ status: 'SCHEDULED', id: '1', cost: '1' }])
})

describe('the answer to a bulk', () => {
  const read = (answer: Parameters<typeof readBulkAnswer<{ id: string; msisdn: string | null }>>[0], to: string[]) =>
    readBulkAnswer(
      answer,
      to,
      (number) => number,
      (row) => acceptedMessage(row?.id ?? null, undefined),
    )

  it('gives each recipient its own row in whatever order they come, and refuses the others if the counts agree', () => {
    const number = fc.stringMatching(/^\d{8,12}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(number, fc.boolean()), { selector: ([to]) => to }),
        fc.nat(),
        (members, turn) => {
          const to = members.map(([recipient]) => recipient)
          const rows = members.flatMap(([msisdn, isAccepted]) =>
            isAccepted ? [{ id: `id of ${msisdn}`, msisdn }] : [],
          )
          const shift = rows.length === 0 ? 0 : turn % rows.length
          const messages = [...rows.slice(shift), ...rows.slice(0, shift)]
          const answer = { messages, accepted: rows.length, rejected: members.length - rows.length }
          const expected: unknown[] = members.map(([msisdn, isAccepted]): unknown =>
            isAccepted
              ? expect.objectContaining({ accepted: true, id: `id of ${msisdn}` })
              : expect.objectContaining({ accepted: false }),
          )
          expect(read(answer, to)).toEqual(expected)
        },
      ),
    )
  })

  const untold: MessageResult = { accepted: null }

  it('leaves open what became of a recipient where the counts do not agree', () => {
    const messages = [{ id: '1', msisdn: '306971234567' }]
    const [first, second] = read({ messages, accepted: 1, rejected: 0 }, ['306971234567', '306940000000'])
    expect(first).toMatchObject({ accepted: true, id: '1' })
    expect(second).toEqual(untold)
  })

  it('does not guess whose an id is where the answer has ids alone', () => {
    const messages = [
      { id: '1', msisdn: null },
      { id: '2', msisdn: null },
    ]
    const [accepted, some] = [acceptedMessage(null, undefined), { messages, accepted: 2, rejected: 1 }]
    expect(read({ messages, accepted: 2, rejected: 0 }, ['306971234567', '306940000000'])).toEqual([accepted, accepted])
    expect(read(some, ['306971234567', '306940000000', '12345'])).toEqual([untold, untold, untold])
    expect(read({ messages: messages.slice(0, 1), accepted: 1, rejected: 0 }, ['306971234567'])).toMatchObject([
      { accepted: true, id: '1' },
    ])
  })
})

describe('an answer that tells of messages by their ids', () => {
  const told = (id: string, input: Readonly<Record<string, unknown>>, output: unknown) => {
    const { operation } = findOperation(catalogue, id)
    return operation.listCancelled?.(output, input) ?? operation.listTold?.(output)
  }

  it('lists those that are cancelled, and not those for which it was too late', () => {
    expect(told('sms365.sms.cancel', { smsId: '1500100' }, { smsId: '1500100' })).toEqual(['1500100'])
    const messages = [
      { id: '4f0c1a', cancelled: true },
      { id: '4f0c1b', cancelled: false },
    ]
    expect(told('netoxygen.message.cancel', { ids: ['4f0c1a', '4f0c1b'] }, { messages })).toEqual(['4f0c1a'])
  })

  it('lists the changes that it tells nobody again', () => {
    const messages = [{ smsId: '1500100', status: 'DELIVERED', statusRaw: 'd' }]
    expect(told('sms365.status.get', {}, { messages, total: 1 })).toEqual([
      { id: '1500100', status: 'DELIVERED', statusRaw: 'd' },
    ])
  })

  it('is that of every operation which cancels, and of the one read that forgets', () => {
    const idsOf = (name: 'listCancelled' | 'listTold') =>
      catalogue.filter(({ operation }) => operation[name]).map(({ id }) => id)
    expect(idsOf('listCancelled')).toEqual(
      expect.arrayContaining(catalogue.filter(({ verb }) => verb === 'cancel').map(({ id }) => id)),
    )
    expect(idsOf('listTold')).toEqual(['sms365.status.get'])
  })
})
