import { catalogue } from '@heliograph/core'
import type { IDataObject } from 'n8n-workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../testing/open-bench.ts'

const to = '306971234567'
let bench: Bench
const executed = new Set<string>()

const run = async (operation: string, values: Parameters<Bench['run']>[1] = {}): Promise<readonly IDataObject[]> => {
  executed.add(operation)
  const { items, error } = await bench.run(operation, values)
  if (error) throw error
  for (const { pairedItem } of items) expect(pairedItem).toEqual({ item: 0 })
  return items.map(({ json }) => json)
}

const readSentCode = async (): Promise<string> => {
  const response = await fetch(`${bench.sandbox.origin}/inspector/messages?to=${to}&gateway=sms365`)
  const messages = (await response.json()) as { readonly code: string | null }[]
  return messages.findLast(({ code }) => code !== null)?.code ?? ''
}

beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.sandbox.close())

describe('in n8n, against the sandbox', () => {
  it('verifies a phone with ProxStop: call, SMS, and the code that was entered', async () => {
    const number = { country: '1', phone: '555 555 5555', code: '16322' }
    const [call] = await run('proxstop.telephone.call', { ...number, language: 'FRENCH', ext: '12' })
    expect(call).toEqual({ ref: expect.stringMatching(/^\w{32}$/) })
    const [sms] = await run('proxstop.telephone.sms', { ...number, message: 'Your code is 16322' })
    await bench.sandbox.settle()
    const status = { referenceId: String(sms?.['ref']) }
    expect(await run('proxstop.telephone.status', { ...status, code: '16322' })).toEqual([
      { status: 203, state: 'DELIVERED', valid: true },
    ])
    expect(await run('proxstop.telephone.status', { ...status, code: '16323' })).toMatchObject([{ valid: false }])
    expect(await run('proxstop.telephone.status', status)).toMatchObject([{ valid: null }])
  })

  it('sends with NetOxygen, asks for the status, and cancels what is scheduled', async () => {
    const sent = await run('netoxygen.message.send', {
      to: '079 222 33 44, 0041790000001',
      message: 'Grüezi',
      sender: 'Example',
      type: 'FLASH',
    })
    expect(sent).toEqual([
      { to: expect.any(String), accepted: true, id: expect.any(String), errorCode: null, errorText: null },
      { to: expect.any(String), accepted: true, id: expect.any(String), errorCode: null, errorText: null },
    ])
    const [later] = await run('netoxygen.message.send', {
      to: '0792223344',
      message: 'later',
      sendAt: '={{ $now.plus({ hours: 1 }) }}',
    })
    await bench.sandbox.settle()
    const ids = [sent[0]?.['id'], later?.['id']].join('\n')
    expect(await run('netoxygen.message.status', { ids })).toMatchObject([
      { found: true, state: 'DELIVERED' },
      { found: true, state: 'SCHEDULED' },
    ])
    expect(await run('netoxygen.message.cancel', { ids: String(later?.['id']) })).toEqual([
      { id: later?.['id'], cancelled: true },
    ])
    expect(await run('netoxygen.account.auth')).toEqual([{ valid: true }])
    expect(await run('netoxygen.account.credits')).toEqual([{ credits: expect.any(Number) }])
    expect(await run('netoxygen.account.status')).toEqual([{ status: 'REGULAR' }])
    expect(await run('netoxygen.account.guid')).toEqual([{ guid: expect.any(String) }])
    expect(await run('netoxygen.number.clean', { number: '022/364 8000' })).toEqual([{ number: '41223648000' }])
  })

  it('keeps contacts and groups with sms365', async () => {
    const [maria] = await run('sms365.contact.add', { mobile: to, name: 'Μαρία', birthday: '1990-05-21T00:00:00' })
    const [nikos] = await run('sms365.contact.add', { mobile: '306940000000' })
    const contactId = String(maria?.['contactId'])
    const locator = { __rl: true, mode: 'id', value: contactId }
    expect(
      await run('sms365.contact.update', { contactId: locator, surname: 'Papadopoulou', nameday: '2026-08-15' }),
    ).toEqual([{ contactId }])
    expect(await run('sms365.contact.get', { contactId: locator })).toMatchObject([
      { contactId, name: 'Μαρία', surname: 'Papadopoulou', birthday: '1990-05-21', groups: [] },
    ])
    expect(await run('sms365.contact.list')).toHaveLength(2)
    expect(await run('sms365.contact.list', { limit: 1 })).toHaveLength(1)
    expect(await run('sms365.contact.list', { returnAll: true })).toHaveLength(2)

    const [group] = await run('sms365.group.add', { name: 'Guests' })
    const groupId = String(group?.['groupId'])
    const [membership] = await run('sms365.group.addContact', { groupId, contactId })
    expect(membership).toEqual({ contactGroupId: expect.any(String), alreadyMember: false })
    expect(await run('sms365.group.addContact', { groupId, contactId })).toEqual([
      { contactGroupId: null, alreadyMember: true },
    ])
    expect(await run('sms365.group.get', { groupId })).toMatchObject([{ name: 'Guests', contacts: [{ contactId }] }])
    expect(await run('sms365.group.list')).toEqual([{ groupId, name: 'Guests' }])
    expect(await run('sms365.group.deleteContact', { groupId, contactId })).toEqual([{ deleted: true }])
    const [second] = await run('sms365.group.addContact', { groupId, contactId })
    expect(await run('sms365.group.deleteContact', { contactGroupId: String(second?.['contactGroupId']) })).toEqual([
      { deleted: true },
    ])
    expect(await run('sms365.group.deleteAllContacts', { groupId })).toEqual([{ deleted: true }])
    expect(await run('sms365.group.delete', { groupId })).toEqual([{ deleted: true }])
    expect(await run('sms365.contact.delete', { contactId: String(nikos?.['contactId']) })).toEqual([{ deleted: true }])
  })

  it('keeps sub-accounts with sms365', async () => {
    const [user] = await run('sms365.user.add', { email: 'shop@example.com', password: 'a long random text' })
    const userId = String(user?.['userId'])
    expect(await run('sms365.user.topup', { userId, sms: 25, cost: '1.50' })).toMatchObject([{ userId, balance: '25' }])
    expect(await run('sms365.user.list')).toMatchObject([
      { userId, email: 'shop@example.com', key: expect.any(String) },
    ])
    const [comment] = await run('sms365.userComment.add', { userId, comment: 'Paid' })
    expect(await run('sms365.userComment.list', { userId })).toMatchObject([{ comment: 'Paid' }])
    expect(await run('sms365.userComment.delete', { commentId: String(comment?.['commentId']) })).toEqual([
      { deleted: true },
    ])
  })

  it('sends SMS and Viber messages with sms365, and tells what became of them', async () => {
    expect(await run('sms365.mobile.check', { mobile: '+30 697 123 4567' })).toMatchObject([{ msisdn: to, mnc: '01' }])
    const [sent] = await run('sms365.sms.send', { to, text: 'Καλημέρα', unicode: true, from: 'Example' })
    expect(sent).toEqual({ smsId: expect.any(String), cost: '1', balance: expect.any(String), mcc: '202', mnc: '01' })
    expect(await run('sms365.sms.bulk', { to: `${to}; 306940990007`, text: 'We open at nine' })).toMatchObject([
      { accepted: 1, rejected: 1, messages: [{ msisdn: to }] },
    ])
    const [later] = await run('sms365.sms.send', {
      to,
      text: 'later',
      sendAt: '={{ $now.plus({ hours: 1 }).toISO() }}',
    })
    expect(await run('sms365.sms.cancel', { smsId: String(later?.['smsId']) })).toEqual([{ smsId: later?.['smsId'] }])
    const from = { __rl: true, mode: 'list', value: 'Sandbox' }
    expect(await run('sms365.viber.send', { to, text: 'Ready', from, smsFallback: true, smsText: 'Ready' })).toEqual([
      { id: expect.any(String), cost: '0.5', balance: expect.any(String) },
    ])
    expect(await run('sms365.viber.bulk', { to, text: 'Ready', from })).toMatchObject([{ accepted: 1 }])
    expect(await run('sms365.viber.balance')).toMatchObject([{ senderId: 'Sandbox' }, {}, {}])
    expect(await run('sms365.hlr.lookup', { mobile: to })).toMatchObject([{ result: 'OK' }])
    await bench.sandbox.settle()
    const smsId = String(sent?.['smsId'])
    expect(await run('sms365.status.sms', { smsId })).toMatchObject([{ smsId, status: 'DELIVERED' }])
    expect(await run('sms365.status.sms', { smsId: '99' })).toEqual([
      { smsId: '99', status: null, statusRaw: null, cost: null, ttd: null },
    ])
    const changes = await run('sms365.status.get')
    expect(changes).toContainEqual({ smsId, status: 'DELIVERED', statusRaw: 'd' })
    expect(await run('sms365.status.get')).toEqual([])
    expect(await run('sms365.history.singleList', { returnAll: true })).toContainEqual(
      expect.objectContaining({ smsId }),
    )
    expect(await run('sms365.history.groupList')).toHaveLength(1)
    expect(await run('sms365.purchase.list')).toEqual(expect.any(Array))
    expect(await run('sms365.me.balance')).toEqual([{ balance: expect.any(String) }])
  })

  it('verifies a phone with sms365: sends a code and checks the one that was entered', async () => {
    const [code] = await run('sms365.twoFactor.send', { to, text: 'Your code is %%CODE%%', wait: 0 })
    const authId = String(code?.['authId'])
    const entered = await readSentCode()
    const other = String((Number(entered) + 1) % 10_000).padStart(4, '0')
    expect(await run('sms365.twoFactor.check', { authId, code: other })).toEqual([{ authenticated: false }])
    expect(await run('sms365.twoFactor.check', { authId, code: entered })).toEqual([{ authenticated: true }])
  })

  it('gets and resets the key of sms365', async () => {
    const old = bench.sandbox.credentials.sms365.apiKey
    expect(await run('sms365.key.get')).toEqual([{ key: old }])
    const [reset] = await run('sms365.key.reset')
    expect(reset).toEqual({ key: bench.sandbox.credentials.sms365.apiKey })
    expect(reset?.['key']).not.toBe(old)
  })

  it('has executed every operation of the catalogue', () => {
    expect([...executed].toSorted()).toEqual(catalogue.map(({ id }) => id).toSorted())
  })
})
