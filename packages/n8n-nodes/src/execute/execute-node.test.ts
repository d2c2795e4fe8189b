import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../testing/open-bench.ts'

const to = '306971234567'
const manyPhones = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ phone: `30694${1_000_000 + index}` }))

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.sandbox.close())

describe('several items', () => {
  it('evaluates expressions for each item, and takes numbers where a provider wants text', async () => {
    const { items } = await bench.run(
      'sms365.sms.send',
      { to: '={{ $json.phone }}', text: '=Hello {{ $json.name }}' },
      {
        items: [
          { phone: 306971234567, name: 'Maria' },
          { phone: '694 000 0000', name: 'Nikos' },
        ],
      },
    )
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }])
    const sent = [...bench.sandbox.requests].map(({ fields }) => `${fields['to']} ${fields['text']}`)
    expect(sent.toSorted()).toEqual(['306971234567 Hello Maria', '6940000000 Hello Nikos'])
  })

  it('decrypts the credential once for all of them', async () => {
    const { decryptions } = await bench.run(
      'sms365.mobile.check',
      { mobile: '={{ $json.phone }}' },
      { items: manyPhones(5) },
    )
    expect(decryptions).toBe(1)
  })

  it('gives one item for each row of each item, paired and in order', async () => {
    await bench.run('sms365.group.add', { name: '={{ $json.name }}' }, { items: [{ name: 'A' }, { name: 'B' }] })
    const { items } = await bench.run('sms365.group.list', {}, { items: [{}, {}] })
    expect(items.map(({ json, pairedItem }) => [json['name'], pairedItem])).toEqual([
      ['A', { item: 0 }],
      ['B', { item: 0 }],
      ['A', { item: 1 }],
      ['B', { item: 1 }],
    ])
  })

  it('takes a time without an offset for one of the clocks of the workflow', async () => {
    const values = { to, text: 'x', sendAt: '={{ $json.at }}' }
    await bench.run('sms365.sms.send', values, { items: [{ at: '2035-07-01T12:00:00' }], timezone: 'Asia/Tokyo' })
    const [request] = bench.sandbox.requests
    expect(request?.fields['timestamp']).toBe(String(Date.parse('2035-07-01T12:00:00+09:00') / 1_000))
  })

  it('leaves out optional fields that are empty, and clears them in an update', async () => {
    const { contactId } = await bench.runOne('sms365.contact.add', { mobile: to, name: '', surname: 'P' })
    await bench.runOne('sms365.contact.update', { contactId: String(contactId), surname: '' })
    const [add, update] = bench.sandbox.requests
    expect(add?.fields).not.toHaveProperty('name')
    expect(update?.fields).toMatchObject({ surname: '' })
  })

  it('waits between requests where a pause is asked for, and then sends them one after another', async () => {
    const { items } = await bench.run(
      'sms365.mobile.check',
      { mobile: '={{ $json.phone }}', pauseMs: 40 },
      { items: manyPhones(3) },
    )
    expect(items).toHaveLength(3)
    const times = [...bench.sandbox.requests].map(({ at }) => at)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(38)
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(38)
  })

  it('simplifies rows of many fields unless told otherwise', async () => {
    await bench.run('sms365.contact.add', { mobile: to, custom1: 'VIP' })
    expect(Object.keys((await bench.run('sms365.contact.list')).items[0]?.json ?? {})).not.toContain('custom1')
    const whole = await bench.run('sms365.contact.list', { simplify: false })
    expect(whole.items[0]?.json).toMatchObject({ mobile: to, custom1: 'VIP', custom5: null })
  })

  it('hints at texts that took several parts, without quoting them', async () => {
    const { hints } = await bench.run('sms365.sms.send', { to, text: 'x'.repeat(200) })
    expect(hints).toEqual([
      { message: '1 of 1 texts took more than one SMS part, up to 2. Each part is paid for.', location: 'outputPane' },
    ])
    expect((await bench.run('sms365.sms.send', { to, text: 'short' })).hints).toEqual([])
  })
})

it('hints at no parts of a text that was refused, which is not paid for', async () => {
  const { hints } = await bench.run(
    'sms365.sms.send',
    { to: '306971990004', text: 'x'.repeat(200) },
    { onError: 'continueRegularOutput' },
  )
  expect(hints).toEqual([])
})

describe('an item that fails', () => {
  const values = { to: '={{ $json.phone }}', text: '={{ $json.text }}' }
  const items = [
    { phone: to, text: 'a' },
    { phone: '306971990004', text: 'b' },
    { phone: 'nobody', text: 'c' },
    { phone: to, text: 'd' },
  ]

  it('becomes an error item with three keys under Continue On Fail, and leaves the others alone', async () => {
    const result = await bench.run('sms365.sms.send', values, { items, onError: 'continueRegularOutput' })
    expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([
      { item: 0 },
      { item: 1 },
      { item: 2 },
      { item: 3 },
    ])
    const [first, poor, wrong, last] = result.items.map(({ json }) => json)
    expect(first).toHaveProperty('smsId')
    expect(last).toHaveProperty('smsId')
    expect(poor).toEqual({
      error: expect.stringContaining('refused it with 105'),
      message: expect.stringContaining('Nothing was sent'),
      details: { outcome: 'not-accepted', kind: 'insufficient-credit', code: '105' },
    })
    expect(Object.keys(wrong ?? {}).toSorted()).toEqual(['details', 'error', 'message'])
    expect(wrong?.['details']).toEqual({ outcome: 'not-accepted', kind: 'invalid-input', code: null })
  })

  it('goes to the error output, where n8n joins it with its input', async () => {
    const result = await bench.run('sms365.sms.send', values, { items, onError: 'continueErrorOutput' })
    expect(result.items).toHaveLength(2)
    expect(result.errorItems.map(({ json }) => [json['phone'], (json['details'] as { code: string }).code])).toEqual([
      ['306971990004', '105'],
      ['nobody', null],
    ])
  })

  it('stops the node with its index, what happened, what to do, and what was sent already', async () => {
    const { error, items: none } = await bench.run('sms365.sms.send', { ...values, concurrency: 1 }, { items })
    expect(none).toEqual([])
    expect(error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 1 } })
    expect(error?.message).toContain('refused it with 105')
    expect(error?.description).toContain('1 other item has taken effect already')
    expect(bench.calledEndpoints()).toEqual(['sms/send', 'sms/send'])
  })

  it('says of how many others it is not known whether they were sent', async () => {
    await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/bulk' })
    const { error } = await bench.run('sms365.sms.send', values, {
      items: [
        { phone: '306971990004', text: 'alone' },
        ...manyPhones(2).map(({ phone }) => ({ phone, text: 'together' })),
      ],
    })
    expect(error).toMatchObject({ context: { itemIndex: 0 } })
    expect(error?.message).toContain('refused it with 105')
    expect(error?.description).toContain('Of 2 other items it is not known whether they took effect')
    expect(error?.description).not.toContain('taken effect already')
  })

  it('says that a part of it was sent', async () => {
    const { error } = await bench.run('netoxygen.message.send', { to: '0792223344, 0791990007', message: 'x' })
    expect(error?.description).toContain('A part of this item has taken effect already')
    expect(error?.description).not.toContain('other item')
  })

  it('is an operation error when its own input is wrong', async () => {
    const { error } = await bench.run('sms365.sms.send', { to: 'nobody', text: 'x' })
    expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } })
    expect(error?.message).toMatch(/^To must be a phone number/)
    expect(bench.calledEndpoints()).toEqual([])
  })

  it('may fail in its expressions alone', async () => {
    const broken = { mobile: '={{ $json.a.b.c }}' }
    const result = await bench.run('sms365.mobile.check', broken, {
      items: [{}, { a: { b: { c: to } } }],
      onError: 'continueRegularOutput',
    })
    expect(result.items[0]?.json).toHaveProperty('error')
    expect(result.items[1]?.json).toMatchObject({ msisdn: to })
  })

  it('says that it is not known whether a send took effect, sends it once, and says what to do', async () => {
    await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'sms/send' })
    const {
      items: [item],
    } = await bench.run('sms365.sms.send', { to, text: 'x' }, { onError: 'continueRegularOutput' })
    expect(item?.json).toMatchObject({
      details: { outcome: 'unknown', kind: 'network', code: null },
      message: expect.stringMatching(/Do not simply repeat it.*"History: /),
    })
    expect(bench.calledEndpoints()).toEqual(['sms/send'])
  })

  it('names a wrong key, and that the address may not be white-listed', async () => {
    const credential = { ...bench.credentialOf('sms365'), apiKey: 'wrong' }
    const { error } = await bench.run('sms365.me.balance', {}, { credential })
    expect(error?.description).toContain('white-list')
    expect(`${error?.message} ${error?.description} ${error?.stack}`).not.toContain('apiKey=wrong')
  })
})

describe('a single request', () => {
  it('is repeated by the node itself where that is safe, obeying Retry-After', async () => {
    await bench.sandbox.faults.add({ kind: 'rateLimit', gateway: 'sms365', endpoint: 'sms/send', retryAfterSeconds: 0 })
    expect(await bench.runOne('sms365.sms.send', { to, text: 'x' })).toHaveProperty('smsId')
    expect(bench.calledEndpoints()).toEqual(['sms/send', 'sms/send'])
  })

  it('ends when its time is up, in the middle of an answer too', async () => {
    await bench.sandbox.faults.add({
      kind: 'slowBody',
      gateway: 'sms365',
      endpoint: 'me/balance',
      pauseMs: 200,
      count: 9,
    })
    const startedAt = Date.now()
    const { error } = await bench.run('sms365.me.balance', { timeoutMs: 500 })
    expect(error?.message).toMatch(/deadline/)
    expect(Date.now() - startedAt).toBeLessThan(5_000)
  })
})

describe('a cancelled execution', () => {
  it('ends the requests under way and begins no other', async () => {
    await bench.sandbox.faults.add({ kind: 'hang', gateway: 'sms365', endpoint: 'mobile/check', count: 100 })
    const twoArrived = async () => {
      while (bench.calledEndpoints().length < 2) await new Promise((resolve) => setImmediate(resolve))
    }
    await bench.run(
      'sms365.mobile.check',
      { mobile: '={{ $json.phone }}', concurrency: 2 },
      { items: manyPhones(20), cancelWhen: twoArrived() },
    )
    expect(bench.calledEndpoints()).toHaveLength(2)
  })
})

describe('concurrency', () => {
  let server: Server
  let most = 0
  let now = 0
  beforeEach(async () => {
    most = 0
    server = createServer((_request, response) => {
      now += 1
      most = Math.max(most, now)
      setTimeout(() => {
        now -= 1
        response.end('{"balance":"1","status":"1","error":"0"}')
      }, 20)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  it.each([
    ['ten at a time by default', {}, 10],
    ['as many as asked for', { concurrency: 3 }, 3],
  ])('sends %s', async (_title, options, expected) => {
    const credential = { apiKey: 'k', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    const { items } = await bench.run('sms365.me.balance', options, { items: manyPhones(30), credential })
    expect(items).toHaveLength(30)
    expect(most).toBe(expected)
  })
})
