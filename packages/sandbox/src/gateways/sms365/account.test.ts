import { describe, expect, it } from 'vitest'
import { openSandbox } from '../../testing/open-sandbox.ts'
import { toWallClock } from '../../wall-clock.ts'

const success = { status: '1', error: '0', remarks: 'Success' }

const addUser = async (sms365: Awaited<ReturnType<typeof openSandbox>>['sms365'], email = 'sub@example.com') => {
  const { user } = await sms365('user/add', { email, password: 'secret' })
  return user as { userId: string; balance: string }
}

describe('mobile/check', () => {
  it('takes a number apart, without a key', async () => {
    const { sms365 } = await openSandbox()
    expect(await sms365('mobile/check', { key: '', mobile: 'call 0030-694 1234567' })).toEqual({
      ...success,
      mobile: {
        msisdn: '306941234567',
        national: '6941234567',
        country: 'GREECE',
        countryCode: '30',
        gsmCode: '694',
        number: '1234567',
        mcc: '202',
        mnc: '05',
        cost: '1',
      },
      total: '1',
    })
  })

  it.each([
    ['6971234567', { mnc: '01', country: 'GREECE' }],
    ['6991234567', { mnc: '10' }],
    ['+41 79 222 33 44', { country: 'SWITZERLAND', countryCode: '41', mcc: '228', cost: '1.5' }],
    ['998901234567', { country: 'UNKNOWN', countryCode: '998', mcc: '' }],
  ])('knows the country of %j', async (mobile, expected) => {
    const { sms365 } = await openSandbox()
    expect(await sms365('mobile/check', { mobile })).toMatchObject({ mobile: expected })
  })

  it.each(['302101234567', '12', '1'.repeat(16), '6971990007'])('refuses %j', async (mobile) => {
    const { sms365 } = await openSandbox()
    expect(await sms365('mobile/check', { mobile })).toMatchObject({ error: '201' })
  })
})

describe('the key', () => {
  it.each(['sandbox', 'sandbox@example.com', '306970000000'])('is told to %s with the password', async (username) => {
    const { sms365, sandbox } = await openSandbox()
    const { apiKey: key, password } = sandbox.credentials.sms365
    expect(await sms365('key/get', { key: '', username, password })).toEqual({ ...success, key })
  })

  it('is told to the key itself, and to nobody else', async () => {
    const { sms365, sandbox } = await openSandbox()
    const { apiKey: key } = sandbox.credentials.sms365
    expect(await sms365('key/get')).toEqual({ ...success, key })
    expect(await sms365('key/get', { key: '' })).toMatchObject({ error: '101' })
    expect(await sms365('key/get', { username: 'sandbox', password: '' })).toMatchObject({ error: '101' })
  })

  it('kills the old one at once when it is reset', async () => {
    const { sms365, sandbox } = await openSandbox()
    const { apiKey: old } = sandbox.credentials.sms365
    const { key } = await sms365('key/reset')
    expect(key).toMatch(/^[\da-f]{32}$/)
    expect(sandbox.credentials.sms365.apiKey).toBe(key)
    expect(await sms365('me/balance', { key: old })).toMatchObject({ error: '101' })
    expect(await sms365('balance/get', { key: String(key) })).toEqual({ ...success, balance: '10000' })
  })
})

describe('hlr/lookup', () => {
  it('turns one SMS into ten lookups', async () => {
    const { sms365 } = await openSandbox()
    expect(await sms365('hlr/lookup', { mobile: '6941234569' })).toEqual({
      ...success,
      result: 'OK',
      description: 'Number is in use',
      mcc: '202',
      mnc: '05',
      network: 'VODAFONE',
      country: 'GREECE',
      countryCode: '30',
      ported: 'yes',
      cctld: 'gr',
      mccInitial: '202',
      mncInitial: '99',
    })
    for (let lookup = 2; lookup <= 10; lookup++) await sms365('hlr/lookup', { mobile: '6941234567' })
    expect(await sms365('me/balance')).toMatchObject({ balance: '9999' })
    expect(await sms365('hlr/lookup', { mobile: '6941234567' })).toMatchObject({ ported: 'no', mncInitial: '05' })
    expect(await sms365('me/balance')).toMatchObject({ balance: '9998' })
  })

  it('answers 105 when there is neither HLR nor SMS credit', async () => {
    const { sms365 } = await openSandbox({ accounts: { sms365: [{ balance: 0.5 }] } })
    expect(await sms365('hlr/lookup', { mobile: '6941234567' })).toMatchObject({ error: '105' })
  })
})

describe('sub-accounts', () => {
  it('have a key of their own, and work with it', async () => {
    const { sms365 } = await openSandbox()
    expect(await addUser(sms365)).toEqual({ userId: expect.stringMatching(/^\d+$/), balance: '0' })
    const list = await sms365('user/list')
    expect(list).toEqual({
      ...success,
      0: {
        userId: expect.any(String) as string,
        username: 'sub@example.com',
        email: 'sub@example.com',
        balance: '0',
        mobile: '',
        key: expect.stringMatching(/^[\da-f]{32}$/) as string,
      },
      total: '1',
    })
    const { key } = list[0] as { key: string }
    expect(await sms365('sms/send', { key, to: '6971234567', text: 'Hello' })).toMatchObject({ error: '105' })
    expect(await sms365('user/list', { key })).toEqual({ ...success, user: [], total: '0' })
  })

  it('get credit from the main account, and give it back', async () => {
    const { sms365, clock } = await openSandbox()
    const { userId } = await addUser(sms365)
    expect(await sms365('user/topup', { userId, sms: '100', cost: '4.5' })).toEqual({
      ...success,
      user: { userId, balance: '100' },
    })
    expect(await sms365('me/balance')).toMatchObject({ balance: '9900' })
    expect(await sms365('user/topup', { userId, sms: '-101', cost: '0' })).toMatchObject({ error: '210' })
    expect(await sms365('user/topup', { userId, sms: '-40', cost: '0' })).toMatchObject({ user: { balance: '60' } })
    expect(await sms365('me/balance')).toMatchObject({ balance: '9940' })
    const { 0: user } = (await sms365('user/list')) as unknown as [{ key: string }]
    const timestamp = toWallClock(clock.now(), 'Europe/Athens')
    expect(await sms365('purchase/list', { key: user.key })).toEqual({
      ...success,
      purchases: [
        { purchaseId: expect.any(String) as string, timestamp, cost: '4.5', sms: '100' },
        { purchaseId: expect.any(String) as string, timestamp, cost: '0', sms: '-40' },
      ],
      total: '2',
    })
  })

  it('have comments', async () => {
    const { sms365, clock } = await openSandbox()
    const { userId } = await addUser(sms365)
    const { comment } = await sms365('user/comment/add', { userId, comment: 'Paid in May' })
    const { commentId } = comment as { commentId: string }
    expect(await sms365('user/comment/list', { userId })).toEqual({
      ...success,
      comments: [{ commentId, timestamp: toWallClock(clock.now(), 'Europe/Athens'), comment: 'Paid in May' }],
      total: '1',
    })
    expect(await sms365('user/comment/delete', { commentId })).toEqual(success)
    expect(await sms365('user/comment/delete', { commentId })).toMatchObject({ error: '220' })
    expect(await sms365('user/comment/list', { userId })).toEqual({ ...success, comments: [], total: '0' })
  })

  it('belong to one main account alone', async () => {
    const { sms365 } = await openSandbox({ accounts: { sms365: [{}, { username: 'other', apiKey: 'other' }] } })
    const { userId } = await addUser(sms365)
    expect(await sms365('user/topup', { key: 'other', userId, sms: '1', cost: '1' })).toMatchObject({ error: '209' })
  })
})

describe('purchase/list', () => {
  it('begins with the opening credit', async () => {
    const { sms365, clock } = await openSandbox({ accounts: { sms365: [{ balance: 5 }] } })
    expect(await sms365('purchase/list')).toEqual({
      ...success,
      purchases: [
        {
          purchaseId: expect.any(String) as string,
          timestamp: toWallClock(clock.now(), 'Europe/Athens'),
          cost: '0',
          sms: '5',
        },
      ],
      total: '1',
    })
  })
})
