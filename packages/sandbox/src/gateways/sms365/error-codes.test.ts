import { describe, expect, it } from 'vitest'
import { type OpenSandbox, openSandbox } from '../../testing/open-sandbox.ts'
import { errorTexts } from './errors.ts'
import { endpoints } from './endpoints.ts'
import { maxSubAccounts } from './user.ts'

type Fields = Readonly<Record<string, string>>

/** How to come to an error: the fields of the call, or what has to be done to know them. */
type Way = Fields | ((open: OpenSandbox) => Promise<Fields>)

const to = '6971234567'
const wrongKey = { key: 'wrong' }
const noBalance = { to: '6971990004', text: 'Hello' }

const idOf = async ({ sms365 }: OpenSandbox, name: string, endpoint: string, fields: Fields) =>
  String((await sms365(endpoint, fields))[name])
const contactIdOf = (open: OpenSandbox, mobile = to) => idOf(open, 'contactId', 'contact/add', { mobile })
const groupIdOf = (open: OpenSandbox) => idOf(open, 'groupId', 'group/add', { name: 'Friends' })

const userIdOf = async ({ sms365 }: OpenSandbox, email = 'sub@example.com') => {
  const { user } = await sms365('user/add', { email, password: 'secret' })
  return (user as { userId: string }).userId
}

const sentSmsId = async (open: OpenSandbox, fields: Fields = {}) => ({
  smsId: await idOf(open, 'smsId', 'sms/send', { to, text: 'Hello', ...fields }),
})

const sendErrors: Record<string, Way> = { 101: wrongKey, 102: { text: 'Hello' }, 103: { to: 'abc', text: 'Hello' } }
const image = 'https://example.com/image.png'
const button = { button_caption: 'Open', button_action: 'https://example.com' }

const viberErrors: Record<string, Way> = {
  101: wrongKey,
  501: { text: 'Hello' },
  503: { to, text: 'Hello', from: 'Stranger' },
  504: { to, text: 'Hello', from: 'Paused' },
  505: { to, ...button },
  506: { to, text: 'a'.repeat(1_001) },
  507: { to, text: 'Hello', button_action: button.button_action },
  508: { to, text: 'Hello', button_caption: button.button_caption },
  509: { to, image: '' },
  510: { to, text: 'Hello', all_devices: 'perhaps' },
  511: { to, text: 'Hello', image },
  512: { to, image, ...button },
  513: { to, text: 'Hello', validity: '59' },
  514: { to, text: 'Hello', sms_fallback: 'true', sms_from: 'far too long a sender' },
  515: { contactId: '1', text: 'Hello' },
  516: { groupId: '1', text: 'Hello' },
  517: { to: '6971990004', text: 'Hello' },
  518: { to: '6971990005', text: 'Hello' },
}

/** Every error of every endpoint, as the vendor's page lists them. */
const documentedErrors: Record<string, Record<string, Way>> = {
  'mobile/check': { 201: { mobile: 'abc' }, 205: {} },
  'key/get': { 101: wrongKey },
  'key/reset': { 101: { username: 'sandbox', password: 'wrong' } },
  'sms/bulk': { ...sendErrors, 104: { to }, 105: noBalance, 106: { to: '6971990005', text: 'Hello' } },
  'sms/send': { ...sendErrors, 104: { to }, 105: noBalance, 106: { to: '6971990005', text: 'Hello' } },
  'sms/cancel': {
    101: wrongKey,
    107: {},
    108: { smsId: 'abc' },
    109: { smsId: '1' },
    110: async (open) => {
      const sent = await sentSmsId(open)
      open.clock.advance(10_000)
      return sent
    },
    111: (open) => sentSmsId(open),
  },
  'viber/send': viberErrors,
  'viber/bulk': viberErrors,
  'viber/balance': { 101: wrongKey },
  'me/balance': { 101: wrongKey },
  '2fa/send': { ...sendErrors, 105: noBalance, 106: { to: '6971990005' } },
  '2fa/check': { 101: wrongKey, 300: { code: '1234' }, 301: { authId: '1' }, 302: { authId: '1', code: '1234' } },
  'contact/add': {
    101: wrongKey,
    201: { mobile: 'abc' },
    202: async (open) => {
      await contactIdOf(open)
      return { mobile: to }
    },
    203: { mobile: '6971990005' },
    204: { mobile: to, birthday: 'in May' },
    205: {},
  },
  'contact/delete': { 101: wrongKey, 214: {}, 216: { contactId: '1' } },
  'contact/get': { 101: wrongKey, 214: {}, 216: { contactId: '1' } },
  'contact/list': { 101: wrongKey },
  'contact/update': {
    101: wrongKey,
    201: async (open) => ({ contactId: await contactIdOf(open), mobile: 'abc' }),
    202: async (open) => {
      await contactIdOf(open, '6940000000')
      return { contactId: await contactIdOf(open), mobile: '6940000000' }
    },
    203: async (open) => ({ contactId: await contactIdOf(open), mobile: '6971990005' }),
    214: { mobile: to },
    221: { contactId: '1' },
  },
  'group/add': { 101: wrongKey, 213: {} },
  'group/addContact': {
    101: wrongKey,
    214: { groupId: '1' },
    215: { contactId: '1' },
    216: async (open) => ({ contactId: '1', groupId: await groupIdOf(open) }),
    217: async (open) => ({ contactId: await contactIdOf(open), groupId: '1' }),
    218: async (open) => {
      const membership = { contactId: await contactIdOf(open), groupId: await groupIdOf(open) }
      await open.sms365('group/addContact', membership)
      return membership
    },
  },
  'group/delete': { 101: wrongKey, 215: {}, 217: { groupId: '1' } },
  'group/deleteAllContacts': { 101: wrongKey, 215: {}, 217: { groupId: '1' } },
  'group/deleteContact': { 101: wrongKey, 215: { contactId: '1' }, 217: { contactGroupId: '1' } },
  'group/get': { 101: wrongKey, 215: {}, 217: { groupId: '1' } },
  'group/list': { 101: wrongKey },
  'history/group/list': { 101: wrongKey },
  'history/single/list': { 101: wrongKey },
  'hlr/lookup': { 101: wrongKey, 105: { mobile: '6971990004' }, 201: { mobile: 'abc' }, 205: {} },
  'purchase/list': { 101: wrongKey },
  'status/get': { 101: wrongKey },
  'status/sms': { 101: wrongKey },
  'user/add': {
    101: wrongKey,
    601: async (open) => {
      await userIdOf(open)
      return { email: 'SUB@example.com', password: 'other' }
    },
    602: async (open) => {
      for (let user = 0; user < maxSubAccounts; user++) await userIdOf(open, `user${user}@example.com`)
      return { email: 'one-too-many@example.com', password: 'secret' }
    },
  },
  'user/list': { 101: wrongKey },
  'user/topup': {
    101: wrongKey,
    206: async (open) => ({ userId: await userIdOf(open), sms: 'many', cost: '1' }),
    207: async (open) => ({ userId: await userIdOf(open), sms: '1', cost: 'cheap' }),
    208: { sms: '1', cost: '1' },
    209: { userId: '1', sms: '1', cost: '1' },
    210: async (open) => ({ userId: await userIdOf(open), sms: '-1', cost: '0' }),
    211: async (open) => ({ userId: await userIdOf(open), sms: '10001', cost: '1' }),
  },
  'user/comment/add': {
    101: wrongKey,
    208: { comment: 'Hello' },
    209: { userId: '1', comment: 'Hello' },
    212: async (open) => ({ userId: await userIdOf(open) }),
  },
  'user/comment/delete': { 101: wrongKey, 212: {}, 220: { commentId: '1' } },
  'user/comment/list': { 101: wrongKey, 208: {}, 209: { userId: '1' } },
}

const walk = Object.entries(documentedErrors).flatMap(([endpoint, errors]) =>
  Object.entries(errors).map(([code, way]) => ({ endpoint, code, way })),
)

describe('documented errors', () => {
  it.each(walk)('$endpoint answers $code with the vendor’s words', async ({ endpoint, code, way }) => {
    const open = await openSandbox()
    const fields = typeof way === 'function' ? await way(open) : way
    const before = (await open.messages()).length
    const answer = await open.sms365Answer(endpoint, fields)
    expect(answer.statusCode).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({
      status: '0',
      error: code,
      remarks: errorTexts[Number(code) as keyof typeof errorTexts],
    })
    expect(await open.messages()).toHaveLength(before)
  })

  it('are walked for every endpoint, and every code', () => {
    // balance/get is the same as me/balance.
    expect(Object.keys(documentedErrors).toSorted()).toEqual(
      Object.keys(endpoints)
        .filter((path) => path !== 'balance/get')
        .toSorted(),
    )
    expect(Object.keys(documentedErrors)).toHaveLength(36)
    expect([...new Set(walk.map(({ code }) => code))].toSorted()).toEqual(Object.keys(errorTexts).toSorted())
  })
})
