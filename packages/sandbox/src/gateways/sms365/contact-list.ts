import { fateOf } from '../../magic-numbers.ts'
import type { Quirks } from '../../quirks.ts'
import type { Contact, Sms365Account } from './account.ts'
import type { AnswerFields } from './answer-value.ts'
import type { Call } from './endpoint.ts'
import { type ErrorCode, Refusal } from './errors.ts'
import { type Mobile, parseMobile } from './mobile-number.ts'

const answeredNames = 'name surname vname vsurname birthday nameday custom1 custom2 custom3 custom4 custom5'.split(' ')
// The full name is taken and never answered.
const textNames = [...answeredNames, 'fullname']
const dateNames = ['birthday', 'nameday']

/** The texts among the fields. Throws the Refusal for a date that is not YYYY-MM-DD: no other cause is documented. */
export const readContactTexts = ({ fields }: Call, code: ErrorCode): Record<string, string> => {
  const texts = textNames.flatMap((name): [string, string][] => {
    const value = fields[name]
    return value === undefined ? [] : [[name, value.trim()]]
  })
  const isDate = (text: string) => text === '' || (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)))
  if (texts.some(([name, value]) => dateNames.includes(name) && !isDate(value))) throw new Refusal(code)
  return Object.fromEntries(texts)
}

/** The number for a contact. Throws Refusals 201, 202 (another contact has it) and 203 (opted out). */
export const readContactMobile = ({ contacts }: Sms365Account, text: string, own?: Contact): Mobile => {
  const mobile = parseMobile(text)
  if (!mobile) throw new Refusal(201)
  for (const contact of contacts.values()) {
    if (contact !== own && contact.mobile === mobile.msisdn) throw new Refusal(202)
  }
  if (fateOf(mobile.msisdn) === 'optedOut') throw new Refusal(203)
  return mobile
}

/** A contact as the lists answer it. */
export const describeContact = (
  { contactId, mobile, cost, texts }: Contact,
  { costName }: Quirks['sms365'],
): AnswerFields => ({
  contactId,
  mobile,
  [costName]: cost,
  ...Object.fromEntries(answeredNames.map((name) => [name, texts[name] ?? ''])),
})

/** The contact with a number; history names it beside the message. */
export const findContactByMobile = ({ contacts }: Sms365Account, msisdn: string): Contact | undefined =>
  [...contacts.values()].find(({ mobile }) => mobile === msisdn)
