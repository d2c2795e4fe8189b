import { describe, expect, it } from 'vitest'
import type { Quirks } from '../../quirks.ts'
import { deliveryDelayMs, openSandbox } from '../../testing/open-sandbox.ts'

const to = '6971234567'

const openWith = (sms365: Partial<Quirks['sms365']>) => openSandbox({ quirks: { sms365 } })

/** Two delivered SMS, and their ids. */
const openWithReports = async (sms365: Partial<Quirks['sms365']>) => {
  const open = await openWith(sms365)
  for (const text of ['one', 'two']) await open.sms365('sms/send', { to, text })
  open.clock.advance(deliveryDelayMs)
  const [first, second] = (await open.messages()).map(({ id }) => String(id)) as [string, string]
  return { ...open, first, second }
}

describe('numbers', () => {
  it('makes numbers of what is a number, and of nothing else', async () => {
    const { sms365 } = await openWith({ numbers: 'numbers' })
    expect(await sms365('sms/send', { to: '6941234567', text: 'Hello' })).toMatchObject({
      status: 1,
      error: 0,
      smsId: expect.any(Number) as number,
      cost: 1,
      balance: 9_999,
      mcc: '202',
      mnc: '05',
    })
    expect(await sms365('sms/send', { to: '' })).toMatchObject({ status: 0, error: 102 })
  })
})

describe('listShape', () => {
  it.each([
    ['documented', (a: object, b: object) => ({ 0: a, 1: b })],
    ['numericKeys', (a: object, b: object) => ({ 0: a, 1: b })],
    ['array', (a: object, b: object) => ({ sms: [a, b] })],
    ['gappedObject', (a: object, b: object) => ({ sms: { 0: a, 2: b } })],
    ['wrapper', (a: object, b: object) => ({ sms: [a, b] })],
  ] as const)('%s: rows without a name of their own', async (listShape, shape) => {
    const { sms365, first, second } = await openWithReports({ listShape })
    expect(await sms365('status/get')).toEqual({
      ...shape({ smsId: first, status: 'd' }, { smsId: second, status: 'd' }),
      status: '1',
      error: '0',
      remarks: 'Success',
      total: '2',
    })
  })

  it.each([
    ['documented', (a: object, b: object) => ({ groups: [a, b] })],
    ['numericKeys', (a: object, b: object) => ({ 0: a, 1: b })],
    ['array', (a: object, b: object) => ({ groups: [a, b] })],
    ['gappedObject', (a: object, b: object) => ({ groups: { 0: a, 2: b } })],
    ['wrapper', (a: object, b: object) => ({ groups: { group: [a, b] } })],
  ] as const)('%s: rows under a name', async (listShape, shape) => {
    const { sms365 } = await openWith({ listShape })
    const { groupId: first } = await sms365('group/add', { name: 'A' })
    const { groupId: second } = await sms365('group/add', { name: 'B' })
    expect(await sms365('group/list')).toEqual({
      ...shape({ groupId: first, name: 'A' }, { groupId: second, name: 'B' }),
      status: '1',
      error: '0',
      remarks: 'Success',
      total: '2',
    })
  })

  it('wrapper: one row is an object, not an array', async () => {
    const { sms365 } = await openWith({ listShape: 'wrapper' })
    await sms365('group/add', { name: 'A' })
    expect(await sms365('group/list')).toMatchObject({ groups: { group: { name: 'A' } } })
    await sms365('sms/bulk', { to, text: 'Hello' })
    expect(await sms365('sms/bulk', { to, text: 'Hello' })).toMatchObject({
      id: { value: expect.any(String) as string },
      sms: { msisdn: '306971234567' },
    })
  })

  it('numericKeys: the rows of a bulk stand beside the envelope, the ids under their name', async () => {
    const { sms365 } = await openWith({ listShape: 'numericKeys' })
    expect(await sms365('sms/bulk', { to: `${to},6940000000`, text: 'Hello' })).toMatchObject({
      id: { 0: expect.any(String) as string, 1: expect.any(String) as string },
      0: { msisdn: '306971234567' },
      1: { msisdn: '306940000000' },
    })
  })

  it('numericKeys: rows inside a row stay under their name', async () => {
    const { sms365 } = await openWith({ listShape: 'numericKeys' })
    await sms365('sms/bulk', { to, text: 'Hello' })
    expect(await sms365('history/group/list')).toMatchObject({ 0: { sms: { 0: { to: '306971234567' } } } })
  })
})

describe('emptyList', () => {
  it.each([
    ['emptyArray', { contacts: [] }],
    ['absent', {}],
    ['emptyString', { contacts: '' }],
    ['emptyObject', { contacts: {} }],
  ] as const)('%s', async (emptyList, expected) => {
    const { sms365 } = await openWith({ emptyList })
    expect(await sms365('contact/list')).toEqual({
      ...expected,
      status: '1',
      error: '0',
      remarks: 'Success',
      total: '0',
    })
  })
})

describe('messageId', () => {
  it.each([
    ['smsId', ['smsId']],
    ['id', ['id']],
    ['both', ['id', 'smsId']],
  ] as const)('%s: in an answer and in its rows', async (messageId, expected) => {
    const { sms365, clock } = await openWith({ messageId })
    const idNames = (record: object) =>
      Object.keys(record)
        .filter((name) => name === 'id' || name === 'smsId')
        .toSorted()
    expect(idNames(await sms365('sms/send', { to, text: 'Hello' }))).toEqual(expected)
    clock.advance(deliveryDelayMs)
    expect(idNames((await sms365('status/get'))[0] as object)).toEqual(expected)
  })
})

describe('nestedIds', () => {
  it('puts new ids inside what they belong to', async () => {
    const { sms365 } = await openWith({ nestedIds: true })
    const { contact } = await sms365('contact/add', { mobile: to })
    const { group } = await sms365('group/add', { name: 'A' })
    const ids = { ...(contact as { contactId: string }), ...(group as { groupId: string }) }
    expect(ids).toEqual({ contactId: expect.any(String) as string, groupId: expect.any(String) as string })
    expect(await sms365('contact/update', { contactId: ids.contactId })).toMatchObject({
      contact: { contactId: ids.contactId },
    })
    expect(await sms365('group/addContact', ids)).toMatchObject({
      group: { contact: { contactGroupId: expect.any(String) as string } },
    })
  })
})

describe('costName', () => {
  it('calls the cost of a contact smscost', async () => {
    const { sms365 } = await openWith({ costName: 'smscost' })
    const contactId = String((await sms365('contact/add', { mobile: to }))['contactId'])
    const { contact } = await sms365('contact/get', { contactId })
    expect(contact).toMatchObject({ smscost: '1' })
    expect(contact).not.toHaveProperty('cost')
  })
})

describe('the bytes around the JSON', () => {
  it('phpNotice: a notice before it', async () => {
    const { sms365Answer } = await openWith({ phpNotice: true })
    const { text } = await sms365Answer('me/balance')
    expect(text).toMatch(/^<br \/>\n<b>Notice<\/b>.*<br \/>\n\{"status"/s)
  })

  it('byteOrderMark: a byte-order mark before it', async () => {
    const { sms365Answer } = await openWith({ byteOrderMark: true })
    const { body } = await sms365Answer('me/balance')
    expect(body.subarray(0, 4).toString('hex')).toBe('efbbbf7b')
  })

  it('htmlContentType: text/html, for errors too', async () => {
    const { sms365Answer } = await openWith({ htmlContentType: true })
    for (const key of ['wrong', 'sandbox-key-0123456789abcdef0123']) {
      const { headers } = await sms365Answer('me/balance', { key })
      expect(headers['content-type']).toBe('text/html; charset=UTF-8')
    }
  })

  it('says application/json otherwise', async () => {
    const { sms365Answer } = await openSandbox()
    expect((await sms365Answer('me/balance')).headers['content-type']).toBe('application/json; charset=UTF-8')
  })
})

describe('zeroedFailures', () => {
  it.each([
    ['sms/send', { smsId: '0', cost: '0', balance: '0', mcc: '', mnc: '' }],
    ['viber/send', { id: '0', cost: '0', balance: '0' }],
    ['2fa/send', { authId: '0', authStatus: 'f' }],
    ['contact/add', { contactId: '0' }],
  ])('%s fails with the fields of its success', async (endpoint, expected) => {
    const { sms365 } = await openWith({ zeroedFailures: true })
    expect(await sms365(endpoint, { key: 'wrong' })).toEqual({
      ...expected,
      status: '0',
      error: '101',
      remarks: 'Check your credentials',
    })
  })
})

describe('timestamps', () => {
  it('unix: seconds instead of text', async () => {
    const { sms365, clock } = await openWith({ timestamps: 'unix' })
    expect(await sms365('purchase/list')).toMatchObject({ purchases: [{ timestamp: String(clock.now() / 1_000) }] })
  })
})

describe('addedFields', () => {
  it('adds to the envelope and to every row', async () => {
    const { sms365 } = await openWith({ addedFields: true })
    expect(await sms365('purchase/list')).toMatchObject({
      addedBySandbox: { version: '3.9' },
      purchases: [{ addedBySandbox: 'new' }],
    })
  })
})

describe('statusValues', () => {
  it('digits: 1, 2, 3 for sent, delivered, failed', async () => {
    const { sms365, clock } = await openWith({ statusValues: 'digits' })
    await sms365('sms/send', { to, text: 'Hello' })
    await sms365('sms/send', { to: '6971990002', text: 'Hello' })
    expect(await sms365('history/single/list')).toMatchObject({ 0: { status: '1' } })
    clock.advance(deliveryDelayMs)
    expect(await sms365('status/get')).toMatchObject({ 0: { status: '2' }, 1: { status: '3' } })
  })
})

it('changes under way', async () => {
  const { sandbox, sms365 } = await openSandbox()
  expect(await sms365('me/balance')).toMatchObject({ balance: '10000' })
  sandbox.setQuirks({ sms365: { numbers: 'numbers' } })
  expect(await sms365('me/balance')).toMatchObject({ balance: 10_000 })
})
