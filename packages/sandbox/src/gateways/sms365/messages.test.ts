import { describe, expect, it } from 'vitest'
import { deliveryDelayMs, openSandbox } from '../../testing/open-sandbox.ts'
import { toWallClock } from '../../wall-clock.ts'

const to = '6971234567'
const success = { status: '1', error: '0', remarks: 'Success' }

describe('sms/send', () => {
  it('answers id, cost, balance and network, and charges', async () => {
    const { sms365, messages } = await openSandbox()
    expect(await sms365('sms/send', { to: '+30 694 123-4567', text: 'Hello', from: 'Example' })).toEqual({
      ...success,
      remarks: 'Success: Accepted for delivery',
      smsId: expect.stringMatching(/^\d+$/),
      cost: '1',
      balance: '9999',
      mcc: '202',
      mnc: '05',
    })
    expect(await sms365('me/balance')).toEqual({ ...success, balance: '9999' })
    expect(await messages()).toMatchObject([{ to: '306941234567', from: 'Example', text: 'Hello', parts: 1 }])
  })

  it('gives ids that only go up', async () => {
    const { sms365 } = await openSandbox()
    const first = await sms365('sms/send', { to, text: 'one' })
    const second = await sms365('sms/send', { to, text: 'two' })
    expect(Number(second['smsId'])).toBeGreaterThan(Number(first['smsId']))
  })

  it.each([
    [{ text: 'a'.repeat(161) }, '2'],
    [{ text: 'Καλημέρα'.repeat(20) }, '1'],
    [{ text: 'Καλημέρα'.repeat(20), ucs: 'true' }, '3'],
    [{ text: 'Hello', to: '41791234567' }, '1.5'],
    [{ text: 'a'.repeat(161), to: '41791234567' }, '3'],
  ])('charges for each part: %o', async (fields, cost) => {
    const { sms365 } = await openSandbox()
    expect(await sms365('sms/send', { to, ...fields })).toMatchObject({ cost, balance: String(10_000 - Number(cost)) })
  })

  it('keeps the text with ucs, and makes it GSM-7 without', async () => {
    const { sms365, messages } = await openSandbox()
    await sms365('sms/send', { to, text: 'Καλημέρα', ucs: 'true', flash: '1' })
    await sms365('sms/send', { to, text: 'Καλημέρα' })
    expect(await messages()).toMatchObject([
      { text: 'Καλημέρα', unicode: true, flash: true },
      { text: 'KAΛHMEPA', unicode: false, flash: false },
    ])
  })

  it.each(['', 'far too long a sender'])('sends from the account’s own sender instead of %j', async (from) => {
    const { sms365, messages } = await openSandbox()
    await sms365('sms/send', { to, text: 'Hello', from })
    expect(await messages()).toMatchObject([{ from: 'Sandbox' }])
  })
})

describe('sms/bulk', () => {
  it('answers the accepted ones, and how many were rejected', async () => {
    const { sms365 } = await openSandbox()
    const answer = await sms365('sms/bulk', { to: `${to},12,6971990005,41791234567`, text: 'Hello' })
    const [first, second] = answer['id'] as string[]
    expect(answer).toEqual({
      ...success,
      id: [first, second],
      sms: [
        { smsId: first, msisdn: '306971234567' },
        { smsId: second, msisdn: '41791234567' },
      ],
      accepted: '2',
      rejected: '2',
      cost: '2.5',
      balance: '9997.5',
    })
  })

  it('sends nothing at all when the balance is not enough for all', async () => {
    const { sms365, messages } = await openSandbox({ accounts: { sms365: [{ balance: 1 }] } })
    expect(await sms365('sms/bulk', { to: `${to},6940000000`, text: 'Hello' })).toMatchObject({ error: '105' })
    expect(await messages()).toEqual([])
  })
})

describe('a scheduled SMS', () => {
  const sendAt = Date.UTC(2026, 5, 1)
  const scheduled = { to, text: 'Hello', timestamp: String(sendAt / 1_000) }

  it('goes out at its hour', async () => {
    const { sms365, clock, messages } = await openSandbox()
    const { smsId } = await sms365('sms/send', scheduled)
    expect(await messages()).toMatchObject([{ status: 'scheduled', sendAt: '2026-06-01T00:00:00.000Z' }])
    expect(await sms365('history/single/list')).toMatchObject({ total: '0' })
    clock.advance(sendAt - clock.now() + deliveryDelayMs)
    expect(await sms365('status/get')).toMatchObject({ 0: { smsId, status: 'd' }, total: '1' })
  })

  it('can be cancelled once, and its cost comes back', async () => {
    const { sms365, clock, messages } = await openSandbox()
    const { smsId } = await sms365('sms/send', scheduled)
    const fields = { smsId: String(smsId) }
    expect(await sms365('sms/cancel', fields)).toEqual({ ...success, smsId, balance: '10000' })
    expect(await sms365('sms/cancel', fields)).toMatchObject({ error: '110' })
    clock.advance(365 * 24 * 3_600_000)
    expect(await messages()).toMatchObject([{ status: 'cancelled' }])
  })

  it('cannot be cancelled by another account', async () => {
    const { sms365 } = await openSandbox({ accounts: { sms365: [{}, { username: 'other', apiKey: 'other' }] } })
    const { smsId } = await sms365('sms/send', scheduled)
    expect(await sms365('sms/cancel', { key: 'other', smsId: String(smsId) })).toMatchObject({ error: '109' })
  })

  it.each(['1', 'soon', '-5'])('goes out at once for the timestamp %j', async (timestamp) => {
    const { sms365, messages } = await openSandbox()
    await sms365('sms/send', { ...scheduled, timestamp })
    expect(await messages()).toMatchObject([{ status: 'accepted' }])
  })
})

describe('status/get', () => {
  it('tells each report once', async () => {
    const { sms365, clock } = await openSandbox()
    const { smsId: delivered } = await sms365('sms/send', { to, text: 'Hello' })
    const { smsId: failed } = await sms365('sms/send', { to: '6971990002', text: 'Hello' })
    expect(await sms365('status/get')).toEqual({ ...success, sms: [], total: '0' })
    clock.advance(deliveryDelayMs)
    expect(await sms365('status/get')).toEqual({
      ...success,
      0: { smsId: delivered, status: 'd' },
      1: { smsId: failed, status: 'f' },
      total: '2',
    })
    expect(await sms365('status/get')).toEqual({ ...success, sms: [], total: '0' })
  })
})

describe('status/sms', () => {
  it('moves from no report to sent to delivered', async () => {
    const { sms365, clock } = await openSandbox()
    const { smsId } = await sms365('sms/send', { to, text: 'Hello' })
    const fields = { smsId: String(smsId) }
    const noReport = { ...success, remarks: 'Info: No report' }
    expect(await sms365('status/sms', fields)).toEqual(noReport)
    clock.advance(deliveryDelayMs / 2)
    expect(await sms365('status/sms', fields)).toEqual({ ...success, 0: { smsId, status: 's', cost: '1', ttd: '0' } })
    clock.advance(deliveryDelayMs / 2)
    expect(await sms365('status/sms', fields)).toEqual({ ...success, 0: { smsId, status: 'd', cost: '1', ttd: '1' } })
    expect(await sms365('status/sms', { smsId: '1' })).toEqual(noReport)
    expect(await sms365('status/sms')).toEqual(noReport)
  })
})

describe('history', () => {
  it('lists single SMS and bulks apart, with contacts', async () => {
    const { sms365, clock } = await openSandbox()
    const timestamp = toWallClock(clock.now(), 'Europe/Athens')
    const { contactId } = await sms365('contact/add', { mobile: to })
    const { smsId } = await sms365('sms/send', { to: '6940000000', text: 'Single' })
    const bulk = await sms365('sms/bulk', { to: `${to},6940000000`, text: 'Bulk', from: 'Example', ucs: 'true' })
    const [first, second] = bulk['id'] as string[]
    clock.advance(deliveryDelayMs)
    expect(await sms365('history/single/list')).toEqual({
      ...success,
      0: {
        smsId,
        sender: 'Sandbox',
        to: '306940000000',
        flash: 'false',
        unicode: 'false',
        timestamp,
        text: 'Single',
        cost: '1',
        status: 'd',
        ttd: '1',
      },
      total: '1',
      cost: '1',
    })
    const outcome = { status: 'd', cost: '1', ttd: '1' }
    expect(await sms365('history/group/list')).toEqual({
      ...success,
      0: {
        groupId: expect.stringMatching(/^\d+$/),
        sender: 'Example',
        flash: 'false',
        unicode: 'true',
        timestamp,
        text: 'Bulk',
        total: '2',
        cost: '2',
        sms: [
          { ...outcome, smsId: first, contactId, to: '306971234567' },
          { ...outcome, smsId: second, contactId: '0', to: '306940000000' },
        ],
      },
      total: '1',
    })
  })
})

describe('2fa/send', () => {
  const readCode = async (messages: () => Promise<Record<string, unknown>[]>) => String((await messages())[0]?.['code'])

  it('sends a code that 2fa/check knows', async () => {
    const { sms365, messages } = await openSandbox()
    const { authId, ...rest } = await sms365('2fa/send', { to, text: 'Code %%CODE%%!', wait: '0' })
    expect(rest).toEqual({ ...success, authStatus: 's' })
    const code = await readCode(messages)
    expect(code).toMatch(/^\d{4}$/)
    expect(await messages()).toMatchObject([{ text: `Code ${code}!`, cost: 1 }])
    const check = (entered: string) => sms365('2fa/check', { authId: String(authId), code: entered })
    expect(await check(code)).toEqual({ ...success, auth: 'ok' })
    expect(await check(code === '0000' ? '1111' : '0000')).toEqual({ ...success, auth: 'nok' })
  })

  it('has a text of its own', async () => {
    const { sms365, messages } = await openSandbox()
    await sms365('2fa/send', { to, wait: '0' })
    expect(await messages()).toMatchObject([{ text: `Your code is ${await readCode(messages)}` }])
  })

  it.each([
    [{}, deliveryDelayMs, 'd'],
    [{ wait: '5' }, deliveryDelayMs, 'd'],
    [{ to: '6971990002' }, deliveryDelayMs, 'f'],
    [{ wait: '5', to: '6971990006' }, 5_000, 's'],
    [{ to: '6971990003' }, 10_000, 's'],
  ])('waits for the report, but not for ever: %o', async (fields, waitedMs, authStatus) => {
    const { sms365, clock, sandbox } = await openSandbox()
    let isAnswered = false
    const answer = sms365('2fa/send', { to, ...fields }).finally(() => (isAnswered = true))
    while (!sandbox.requests[0]?.processed) await new Promise((resolve) => setImmediate(resolve))
    clock.advance(waitedMs - 1)
    // A round trip of another request: an answer that was on its way would have come first.
    await sms365('me/balance')
    expect(isAnswered).toBe(false)
    clock.advance(1)
    expect(await answer).toMatchObject({ status: '1', authStatus })
  })
})
