import { describe, expect, it } from 'vitest'
import { deliveryDelayMs, openSandbox } from '../../testing/open-sandbox.ts'

const success = { status: '1', error: '0', remarks: 'Success' }
const to = '6971234567'
const image = 'https://example.com/image.png'
const button = { button_caption: 'Open', button_action: 'https://example.com' }

describe('viber/send', () => {
  it.each([
    { text: 'Hello' },
    { image },
    { text: 'Hello', ...button },
    { text: 'Hello', image, ...button },
    { text: 'a'.repeat(1_000), all_devices: 'true', validity: '60' },
    { text: 'Hello', image: '', validity: '86400', all_devices: '' },
  ])('takes %o', async (fields) => {
    const { sms365 } = await openSandbox()
    expect(await sms365('viber/send', { to, from: 'Example', ...fields })).toEqual({
      ...success,
      id: expect.stringMatching(/^\d+$/),
      cost: '0.5',
      balance: '999.5',
    })
  })

  it.each([
    [{ text: 'Hello', image: 'image.png' }, '509'],
    [{ text: 'Hello', validity: '86401' }, '513'],
    [{ text: 'Hello', validity: 'long' }, '513'],
    [{}, '505'],
  ])('refuses %o with %s', async (fields, error) => {
    const { sms365 } = await openSandbox()
    expect(await sms365('viber/send', { to, ...fields })).toMatchObject({ error })
  })

  it('charges the sender ID, and no SMS', async () => {
    const { sms365 } = await openSandbox()
    await sms365('viber/send', { to, from: 'Example', text: 'Hello' })
    expect(await sms365('me/balance')).toMatchObject({ balance: '10000' })
    expect(await sms365('viber/balance')).toEqual({
      ...success,
      senders: {
        sender: [
          { senderId: 'Sandbox', text: 'Heliograph Sandbox', balance: '1000', twoway: 'false', paused: 'false' },
          { senderId: 'Example', text: 'Example Ltd', balance: '999.5', twoway: 'true', paused: 'false' },
          { senderId: 'Paused', text: 'A paused sender', balance: '1000', twoway: 'false', paused: 'true' },
        ],
      },
    })
  })

  it('answers 517 when the sender ID has no credit left', async () => {
    const viberSenders = [{ senderId: 'Poor', text: '', balance: 0.4, twoway: false, paused: false }]
    const { sms365 } = await openSandbox({ accounts: { sms365: [{ viberSenders }] } })
    expect(await sms365('viber/send', { to, text: 'Hello' })).toMatchObject({ error: '517' })
  })

  it('falls back to SMS when Viber fails, if asked', async () => {
    const { sms365, clock, messages } = await openSandbox()
    const failing = { to: '6971990002', text: 'Viber' }
    await sms365('viber/send', failing)
    await sms365('viber/send', { ...failing, sms_fallback: 'true', sms_text: 'SMS', sms_from: 'Example' })
    await sms365('viber/send', { to, text: 'Viber', sms_fallback: 'true' })
    clock.advance(deliveryDelayMs)
    expect(await messages()).toMatchObject([
      { kind: 'viber', status: 'failed', from: 'Sandbox' },
      { kind: 'viber', status: 'failed' },
      { kind: 'viber', status: 'delivered' },
      { kind: 'sms', text: 'SMS', from: 'Example', to: '306971990002' },
    ])
    expect(await sms365('me/balance')).toMatchObject({ balance: '9999' })
  })

  it('is neither in the SMS history nor in status/get', async () => {
    const { sms365, clock } = await openSandbox()
    const { id } = await sms365('viber/send', { to, text: 'Hello' })
    clock.advance(deliveryDelayMs)
    expect(await sms365('history/single/list')).toMatchObject({ total: '0' })
    expect(await sms365('status/get')).toMatchObject({ total: '0' })
    expect(await sms365('status/sms', { smsId: String(id) })).toMatchObject({ remarks: 'Info: No report' })
  })
})

describe('viber/bulk', () => {
  it('answers the accepted ones with their cost', async () => {
    const { sms365 } = await openSandbox()
    const answer = await sms365('viber/bulk', { to: `${to},12,6971990005,6940000000`, text: 'Hello' })
    const [first, second] = answer['id'] as string[]
    expect(answer).toEqual({
      ...success,
      id: [first, second],
      messages: [
        { id: first, msisdn: '306971234567', cost: '0.5' },
        { id: second, msisdn: '306940000000', cost: '0.5' },
      ],
      accepted: '2',
      rejected: '2',
      balance: '999',
    })
  })

  it('sends to a contact and to a group', async () => {
    const { sms365, messages } = await openSandbox()
    const contactId = String((await sms365('contact/add', { mobile: to }))['contactId'])
    const groupId = String((await sms365('group/add', { name: 'Friends' }))['groupId'])
    await sms365('group/addContact', { contactId, groupId })
    await sms365('viber/send', { contactId, text: 'Hello' })
    await sms365('viber/bulk', { groupId, text: 'Hello' })
    expect(await messages()).toMatchObject([{ to: '306971234567' }, { to: '306971234567' }])
  })
})
