import { describe, expect, test } from 'vitest'
import type { CatalogueEntry } from './catalogue.ts'
import { checkInput } from './check-input.ts'
import { catalogue } from './providers/index.ts'

const now = Date.UTC(2026, 0, 1)
const check = (id: string, input: unknown) => {
  const result = checkInput(catalogue.find((entry) => entry.id === id) as CatalogueEntry, input, now)
  return 'issues' in result ? result.issues.map(({ message }) => message) : []
}

describe('sendAt', () => {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString()

  test.each(['sms365.sms.send', 'sms365.sms.bulk', 'netoxygen.message.send'])(
    'of %s is refused in the past and within the next 60 seconds',
    (id) => {
      const input = id === 'sms365.sms.send' ? { to: '306971234567' } : { to: ['306971234567'] }
      const body = id === 'netoxygen.message.send' ? { message: 'x' } : { text: 'x' }
      for (const sendAt of [at(-86_400_000), at(-1), at(0), at(59_999)]) {
        expect(check(id, { ...input, ...body, sendAt })).toEqual([
          expect.stringMatching(/^sendAt must be an instant at least 60 seconds ahead.*given was .*at once/),
        ])
      }
      expect(check(id, { ...input, ...body, sendAt: at(60_000) })).toEqual([])
      expect(check(id, { ...input, ...body, sendAt: new Date(now + 60_000) })).toEqual([])
    },
  )
})

test('shows what was given, shortened', () => {
  expect(check('sms365.sms.send', { to: 'x'.repeat(100), text: 'a' })[0]).toMatch(
    /given was "x{60}"… \(100 characters\)$/,
  )
  expect(check('sms365.sms.send', { to: 5, text: 'a' })[0]).toMatch(/given was the number 5, not text$/)
  expect(check('sms365.sms.bulk', { to: ['306971234567', 'x'], text: 'a' })[0]).toMatch(
    /^to\.1 must be a phone number.*given was "x"$/,
  )
  expect(check('sms365.sms.bulk', { to: [], text: 'a' })[0]).toMatch(
    /^to must be a list of 1 to 10,000 items.*given was a list of 0 items$/,
  )
})

test('shows no secret, no text and no code', () => {
  const secret = 'hunter2'.repeat(60)
  const issues = [
    ...check('sms365.user.add', { email: 'a@example.com', password: secret }),
    ...check('sms365.viber.send', { to: '306971234567', text: `${secret}`.repeat(3) }),
    ...check('proxstop.telephone.status', { referenceId: 'x', code: 'hunter2' }),
    ...check('sms365.sms.send', { to: '306971234567', text: 'a', callback: 'example.com/?token=hunter2' }),
  ]
  expect(issues).toHaveLength(4)
  expect(issues.join()).not.toContain('hunter2')
})

test('reports every wrong field at once', () => {
  expect(check('sms365.sms.send', { to: 'x', from: 'far too long a sender', texd: 'a', form: 'b' })).toHaveLength(5)
})

test('an input that is no object is refused', () => {
  for (const input of ['to', 5, [], true]) expect(check('sms365.sms.send', input)).not.toEqual([])
})

test.each([
  [{}, false],
  [{ groupId: '31' }, false],
  [{ contactId: '501' }, false],
  [{ contactGroupId: '9001', groupId: '31' }, false],
  [{ contactGroupId: '9001', groupId: '31', contactId: '501' }, false],
  [{ contactGroupId: '9001' }, true],
  [{ groupId: '31', contactId: '501' }, true],
])('group.deleteContact with %o: %o', (input, isAccepted) => {
  const issues = check('sms365.group.deleteContact', input)
  expect(issues).toEqual(isAccepted ? [] : ['give either contactGroupId alone, or groupId and contactId together'])
})

test.each<[object, RegExp | undefined]>([
  [{}, /text or image/],
  [{ text: 'x' }, undefined],
  [{ image: 'https://e.com/i.png' }, undefined],
  [{ text: 'x', buttonCaption: 'Go' }, /belong together/],
  [{ image: 'https://e.com/i.png', buttonCaption: 'Go', buttonAction: 'https://e.com/' }, /text is required/],
  [{ text: 'x', image: 'https://e.com/i.png' }, /both text and image/],
  [{ text: 'x', image: 'https://e.com/i.png', buttonCaption: 'Go', buttonAction: 'https://e.com/' }, undefined],
  [{ text: 'x', validity: 59 }, /^validity must be/],
])('viber.send with %o', (content, expected) => {
  const issues = check('sms365.viber.send', { to: '306971234567', ...content })
  if (expected) expect(issues.join()).toMatch(expected)
  else expect(issues).toEqual([])
})

test('a text for a code without its place in it is refused', () => {
  expect(check('sms365.twoFactor.send', { to: '306971234567', text: 'Your code' })[0]).toMatch(
    /holds %%CODE%%; given was a text of 9 characters$/,
  )
  expect(check('sms365.twoFactor.send', { to: '306971234567', text: 'Your code is %%CODE%%' })).toEqual([])
})
