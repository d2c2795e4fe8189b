import { listOperations, netoxygen, sms365 } from '@heliograph/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemRequest } from '../execute/read-input.ts'
import { netoxygenBatches } from './netoxygen-batches.ts'
import { planCalls } from './plan-calls.ts'
import { sms365Batches } from './sms365-batches.ts'

const sms = sms365Batches(listOperations(sms365))['sms365.sms.send']
const swiss = netoxygenBatches(listOperations(netoxygen))['netoxygen.message.send']

const toRequest = (input: ItemRequest['input'], index: number): ItemRequest => ({
  index,
  input,
  limit: undefined,
  simplify: true,
})

const inputs = fc.array(
  fc.record({
    to: fc.constantFrom('306940000000', '6940000000', '306940000001', '306940000002'),
    text: fc.constantFrom('a', 'b'),
  }),
  { maxLength: 40 },
)

describe('the plan', () => {
  it('calls every item once, whatever they are', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 5 }), (list, size) => {
        const planned = planCalls(list.map(toRequest), sms, size)
        expect(
          planned
            .flat()
            .map(({ index }) => index)
            .toSorted((a, b) => a - b),
        ).toEqual(list.map((_, index) => index))
      }),
    )
  })

  it('puts items together only if they agree in text, differ in number, and are no more than asked for', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 5 }), (list, size) => {
        for (const call of planCalls(list.map(toRequest), sms, size)) {
          expect(call.length).toBeLessThanOrEqual(size)
          expect(new Set(call.map(({ input }) => input['text'])).size).toBe(1)
          const numbers = call.map(({ input }) => String(input['to']).replace(/^69/, '3069'))
          expect(new Set(numbers).size).toBe(call.length)
        }
      }),
    )
  })

  it('leaves an item with a callback alone, because a bulk has none', () => {
    const requests = ['306940000000', '306940000001'].map((to, index) =>
      toRequest({ to, text: 'x', callback: 'https://example.com/' }, index),
    )
    expect(planCalls(requests, sms, 10)).toHaveLength(2)
  })

  it('puts items together whose times differ by less than a second, however they are written', () => {
    const times = ['2035-07-01T12:00:00.100Z', '2035-07-01T15:00:00.900+03:00', new Date('2035-07-01T12:00:00Z')]
    const requests = times.map((sendAt, index) => toRequest({ to: [`100${index}`], message: 'x', sendAt }, index))
    expect(planCalls(requests, swiss, 10)).toHaveLength(1)
    const later = toRequest({ to: ['1009'], message: 'x', sendAt: '2035-07-01T12:00:01Z' }, 9)
    expect(planCalls([...requests, later], swiss, 10)).toHaveLength(2)
  })

  it('counts recipients, not items', () => {
    const requests = [['1001', '1002'], ['1003', '1004'], ['1005']].map((to, index) =>
      toRequest({ to, message: 'x' }, index),
    )
    expect(planCalls(requests, swiss, 3).map((call) => call.length)).toEqual([2, 1])
  })

  it('tells national and international forms of a Swiss number for one', () => {
    const requests = ['0792223344', '41792223344'].map((to, index) => toRequest({ to: [to], message: 'x' }, index))
    expect(planCalls(requests, swiss, 10)).toHaveLength(2)
  })

  it('leaves an item alone that names a recipient twice, or none', () => {
    const requests = [['1001', '1001'], [], ['1002']].map((to, index) => toRequest({ to, message: 'x' }, index))
    expect(planCalls(requests, swiss, 10)).toHaveLength(3)
  })
})

describe('the answer of a bulk', () => {
  const twoItems = [
    { to: '6940000000', text: 'x' },
    { to: '306940000001', text: 'x' },
  ]
  const outcomes = (output: unknown) =>
    sms?.divide(output, twoItems).map((result) => ('failure' in result ? result.failure.outcome : result.output))

  it('is matched by number, whatever its order', () => {
    const messages = [
      { smsId: 'b', msisdn: '306940000001' },
      { smsId: 'a', msisdn: '306940000000' },
    ]
    expect(outcomes({ messages, accepted: 2, rejected: 0, balance: '7' })).toMatchObject([
      { smsId: 'a' },
      { smsId: 'b' },
    ])
  })

  it('that leaves one out rejected it, if the counts say so', () => {
    const messages = [{ smsId: 'b', msisdn: '306940000001' }]
    expect(outcomes({ messages, accepted: 1, rejected: 1, balance: '7' })?.[0]).toBe('not-accepted')
    expect(outcomes({ messages, accepted: 1, rejected: null, balance: '7' })?.[0]).toBe('not-accepted')
  })

  it('that accepted more than it tells of leaves it unknown what became of the rest', () => {
    const messages = [{ smsId: 'b', msisdn: '306940000001' }]
    expect(outcomes({ messages, accepted: 2, rejected: 0, balance: '7' })?.[0]).toBe('unknown')
  })

  it('with ids but no numbers leaves it unknown for all', () => {
    const messages = [
      { smsId: 'a', msisdn: null },
      { smsId: 'b', msisdn: null },
    ]
    expect(outcomes({ messages, accepted: 2, rejected: 0, balance: '7' })).toEqual(['unknown', 'unknown'])
  })
})

it('leaves it unknown for a recipient that NetOxygen does not speak of', () => {
  const items = [{ to: ['0792223344'] }, { to: ['0792223345'] }]
  const output = { recipients: [{ to: '41792223345', accepted: true, id: '1' }] }
  expect(swiss?.divide(output, items)).toMatchObject([
    { failure: { outcome: 'unknown', subject: { to: '41792223344' } } },
    { output: { recipients: [{ id: '1' }] } },
  ])
})
