import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../testing/open-bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.sandbox.close())

const phones = (...endings: readonly string[]) => endings.map((ending) => ({ phone: `30694${ending}` }))
const distinct = (count: number) => phones(...Array.from({ length: count }, (_, index) => String(1_000_000 + index)))
const sendToEach = { to: '={{ $json.phone }}', text: '={{ $json.text ?? "We open at nine" }}' }

describe('sms365 sends', () => {
  it('goes out as one bulk for items with equal text, each with its own id', async () => {
    const { items } = await bench.run('sms365.sms.send', sendToEach, { items: distinct(20) })
    expect(bench.calledEndpoints()).toEqual(['sms/bulk'])
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual(Array.from({ length: 20 }, (_, item) => ({ item })))
    expect(new Set(items.map(({ json }) => json['smsId'])).size).toBe(20)
    expect(Object.keys(items[0]?.json ?? {})).toEqual(['smsId', 'cost', 'balance', 'mcc', 'mnc'])
  })

  it('gives each item the id of the message to its own number', async () => {
    const { items } = await bench.run('sms365.sms.send', sendToEach, { items: distinct(3).toReversed() })
    const response = await fetch(`${bench.sandbox.origin}/inspector/messages`)
    const messages = (await response.json()) as readonly { readonly id: string; readonly to: string }[]
    const sentTo = (id: unknown) => messages.find((message) => message.id === id)?.to
    expect(items.map(({ json }) => sentTo(json['smsId']))).toEqual(
      distinct(3)
        .toReversed()
        .map(({ phone }) => phone),
    )
  })

  it('is one request for each text', async () => {
    const items = [...distinct(4)].map((item, index) => ({ ...item, text: index % 2 ? 'odd' : 'even' }))
    await bench.run('sms365.sms.send', sendToEach, { items })
    expect(bench.calledEndpoints()).toEqual(['sms/bulk', 'sms/bulk'])
  })

  it('is alone where a callback is set, and where combining is off', async () => {
    const callback = 'http://127.0.0.1:9/?token=x'
    await bench.run('sms365.sms.send', { ...sendToEach, callback }, { items: distinct(2) })
    await bench.run('sms365.sms.send', { ...sendToEach, combineItems: false }, { items: distinct(2) })
    expect(bench.calledEndpoints()).toEqual(['sms/send', 'sms/send', 'sms/send', 'sms/send'])
  })

  it('keeps a second message to the same number out of a bulk', async () => {
    const { items } = await bench.run('sms365.sms.send', sendToEach, {
      items: [{ phone: '306940000000' }, { phone: '6940000000' }, { phone: '+30 694 000 0001' }],
    })
    expect(new Set(items.map(({ json }) => json['smsId'])).size).toBe(3)
    expect(bench.calledEndpoints().toSorted()).toEqual(['sms/bulk', 'sms/send'])
  })

  it('tells only the rejected recipient that it was rejected', async () => {
    const { items } = await bench.run('sms365.sms.send', sendToEach, {
      items: phones('0000000', '0990007', '0000001'),
      onError: 'continueRegularOutput',
    })
    expect(bench.calledEndpoints()).toEqual(['sms/bulk'])
    expect(items.map(({ json }) => (json['smsId'] ? 'sent' : json['details']))).toEqual([
      'sent',
      { outcome: 'not-accepted', kind: 'rejected', code: null, to: '306940990007' },
      'sent',
    ])
  })

  it('sends the others where one number is no number', async () => {
    const { items } = await bench.run('sms365.sms.send', sendToEach, {
      items: [...distinct(2), { phone: 'nobody' }, ...phones('0000000')],
      onError: 'continueRegularOutput',
    })
    expect(bench.calledEndpoints()).toEqual(['sms/bulk'])
    expect(items.map(({ json }) => 'smsId' in json)).toEqual([true, true, false, true])
    expect(items[2]?.json['error']).toMatch(/^To must be a phone number/)
  })

  it('leaves it unknown for all whose answer was lost, and sends once', async () => {
    await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/bulk' })
    const { items } = await bench.run('sms365.sms.send', sendToEach, {
      items: distinct(3),
      onError: 'continueRegularOutput',
    })
    expect(items.map(({ json }) => (json['details'] as { outcome: string }).outcome)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
    expect(bench.calledEndpoints()).toEqual(['sms/bulk'])
  })

  it('has at most as many recipients in a request as asked for', async () => {
    const { items } = await bench.run('sms365.sms.send', { ...sendToEach, batchSize: 4 }, { items: distinct(10) })
    expect(items).toHaveLength(10)
    expect([...bench.sandbox.requests].map(({ fields }) => fields['to']?.split(',').length)).toEqual(
      expect.arrayContaining([4, 4, 2]),
    )
  })
})

it('sends no batch that is larger than a call may be, whatever an expression asks for', async () => {
  const { items } = await bench.run(
    'sms365.sms.send',
    { to: '={{ $json.phone }}', text: 'x', batchSize: '={{ 20000 }}' },
    { items: Array.from({ length: 5_001 }, (_, index) => ({ phone: `30694${1_000_000 + index}` })) },
  )
  expect(items).toHaveLength(5_001)
  expect(bench.calledEndpoints()).toEqual(['sms/bulk', 'sms/send'])
})

describe('NetOxygen', () => {
  const values = { to: '={{ $json.phone }}', message: 'We open at nine' }
  const swiss = (count: number) => Array.from({ length: count }, (_, index) => ({ phone: `079${2_000_000 + index}` }))

  it('sends, asks and cancels for all items with one request each', async () => {
    const sent = await bench.run(
      'netoxygen.message.send',
      { ...values, sendAt: '={{ $now.plus({ hours: 1 }).startOf("minute") }}' },
      { items: swiss(20) },
    )
    const ids = sent.items.map(({ json }) => ({ id: json['id'] }))
    const status = await bench.run('netoxygen.message.status', { ids: '={{ $json.id }}' }, { items: ids })
    const cancelled = await bench.run('netoxygen.message.cancel', { ids: '={{ $json.id }}' }, { items: ids })
    expect(bench.calledEndpoints()).toEqual(['send_message', 'get_status', 'cancel_message'])
    expect(status.items.map(({ json, pairedItem }) => [json['id'], pairedItem])).toEqual(
      ids.map(({ id }, item) => [id, { item }]),
    )
    expect(cancelled.items.map(({ json }) => json)).toEqual(ids.map(({ id }) => ({ id, cancelled: true })))
  })

  it('tells only the refused recipients that they were refused, with the code of the gateway', async () => {
    const { items } = await bench.run('netoxygen.message.send', values, {
      items: [{ phone: '0792223344' }, { phone: '0791990007' }, { phone: '0041792223355' }],
      onError: 'continueRegularOutput',
    })
    expect(items.map(({ json }) => json['accepted'] ?? json['details'])).toEqual([
      true,
      expect.objectContaining({ outcome: 'not-accepted', kind: 'rejected', code: '5' }),
      true,
    ])
  })

  it('gives an item with several recipients a row for each', async () => {
    const { items } = await bench.run('netoxygen.message.send', values, {
      items: [{ phone: ['0792223344', '0792223345'] }, { phone: '0792223346' }],
    })
    expect(bench.calledEndpoints()).toEqual(['send_message'])
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }])
  })

  it('says of an id that nobody knows that it was not found, to its own item', async () => {
    const { items } = await bench.run(
      'netoxygen.message.status',
      { ids: '={{ $json.id }}' },
      {
        items: [{ id: 'nope' }, { id: 'neither' }],
      },
    )
    expect(items.map(({ json }) => [json['id'], json['found']])).toEqual([
      ['nope', false],
      ['neither', false],
    ])
  })
})
